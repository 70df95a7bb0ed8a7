namespace Maple.Storage.Maintenance.Backups;

/// <param name="Path">Inside the backup, slash-separated, see <see cref="BackupPath"/>.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Hexadecimal, lower case.</param>
internal sealed record BackupFile(string Path, long Size, string Sha256, DateTimeOffset Modified);
