using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.OpenApi;

public sealed class ApiTablesTests
{
    /// <summary>With <c>MAPLE_WRITE_DOCS=1</c> it writes them instead.</summary>
    [Fact]
    public void The_tables_of_the_API_document_follow_from_the_OpenAPI_document()
    {
        string document = Repository.Read("docs/api.md"), renewed = ApiTables.Renew(document);
        if (Environment.GetEnvironmentVariable("MAPLE_WRITE_DOCS") == "1")
            File.WriteAllText(Path.Combine(Repository.Root, "docs/api.md"), renewed);
        else
            Assert.True(document == renewed, "docs/api.md is older than docs/openapi.json: MAPLE_WRITE_DOCS=1 dotnet run --project tests -- --filter-class '*ApiTablesTests'");
    }
}
