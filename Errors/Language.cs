namespace Maple.Errors;

/// <summary>The languages that maple speaks to people. Machine-readable codes never change with it.</summary>
internal enum Language
{
    English,
    Chinese,
}
