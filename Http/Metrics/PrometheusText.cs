using System.Globalization;
using System.Text;

namespace Maple.Http.Metrics;

/// <summary>Writes Prometheus' text format, version 0.0.4: families one after the other, each with its help, its type and its samples.</summary>
internal sealed class PrometheusText
{
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly StringBuilder _text = new();
    private string _family = "";

    /// <summary>What follows belongs to it. A counter's name ends with <c>_total</c>.</summary>
    public PrometheusText Counter(string name, string help) => Family(name, "counter", help);

    public PrometheusText Gauge(string name, string help) => Family(name, "gauge", help);

    public PrometheusText Histogram(string name, string help) => Family(name, "histogram", help);

    public PrometheusText Sample(double value, params ReadOnlySpan<(string Name, string Value)> labels) => Sample("", value, labels);

    /// <param name="suffix">Behind the family's name: <c>_bucket</c>, <c>_sum</c>, <c>_count</c>.</param>
    public PrometheusText Sample(string suffix, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        _text.Append(_family).Append(suffix);
        for (int i = 0; i < labels.Length; i++)
            _text.Append(i == 0 ? '{' : ',').Append(labels[i].Name).Append("=\"").Append(Escaped(labels[i].Value)).Append('"');
        if (labels.Length > 0)
            _text.Append('}');
        _text.Append(' ').Append(Number(value)).Append('\n');
        return this;
    }

    public override string ToString() => _text.ToString();

    public static string Number(double value) => double.IsPositiveInfinity(value) ? "+Inf" : value.ToString("R", CultureInfo.InvariantCulture);

    private PrometheusText Family(string name, string type, string help)
    {
        _family = name;
        _text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");
        return this;
    }

    private static string Escaped(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
