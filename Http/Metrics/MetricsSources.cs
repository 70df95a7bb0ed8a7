using Maple.Http.Handlers;
using Maple.Http.Handlers.Admin;
using Maple.Imaging;
using Maple.Storage;

namespace Maple.Http.Metrics;

/// <summary>Whatever is asked for figures, when somebody asks for them.</summary>
/// <param name="DatabaseBytes">Of its file and its log.</param>
/// <param name="Load">Connections, and requests being worked on.</param>
internal sealed record MetricsSources(
    Traffic Traffic,
    IMetadataStore Store,
    ImageProcessor Processor,
    VariantCache Variants,
    HotPictures Hot,
    ServerFacts Server,
    Func<long> DatabaseBytes,
    Func<(int Connections, int InFlight)> Load);
