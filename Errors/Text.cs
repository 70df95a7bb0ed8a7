namespace Maple.Errors;

/// <summary>A message to a person in every language that maple speaks.</summary>
internal readonly record struct Text(string English, string Chinese)
{
    public string In(Language language) => language == Language.Chinese ? Chinese : English;

    public override string ToString() => English;
}
