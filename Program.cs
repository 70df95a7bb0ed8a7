using System.Collections;
using Maple.Cli;
using Maple.Cli.CommandLine;
using Maple.Unix;

if (WorkerEntry.IsMeant(args))
    return (int)WorkerEntry.Run(args);

Posix.IgnoreFileSizeSignal();
var environment = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
    .ToDictionary(v => (string)v.Key, v => (string?)v.Value ?? "");

return (int)await new Dispatcher(CommandTable.All, new SystemTerminal(), environment, Environment.CurrentDirectory).RunAsync(args);
