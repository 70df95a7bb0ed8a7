using Maple.Cli.Admin;
using Maple.Cli.CommandLine;
using Maple.Errors;

namespace Maple.Cli.Import;

/// <summary>Brings pictures in one after the other, says how far it is and what was refused, and ends between two when it is asked to.</summary>
internal sealed class ImportRun(CommandContext context)
{
    private int _stored, _duplicate, _refused, _lostLinks;
    private bool _isIncomplete;

    /// <summary>Says what stays behind though it is no picture, a folder that can't be read for instance: the run fails in the end.</summary>
    public void LeaveOut(Text what)
    {
        context.Say(what);
        _isIncomplete = true;
    }

    public async Task<ExitCode> RunAsync(IReadOnlyList<SourcePicture> pictures)
    {
        using var ending = new EndSignals();
        var progress = new ProgressLine(context.Terminal, context.Language, TimeProvider.System);
        IImporter importer = await AdminAccess.ImportAsync(context);
        int done = 0;
        try
        {
            foreach (SourcePicture picture in pictures)
            {
                if (ending.Asked.IsCompleted)
                    break;
                progress.Show(() => new(
                    $"{done} of {pictures.Count} pictures: {_stored} imported, {_duplicate} there already, {_refused} refused",
                    $"{done}/{pictures.Count} 张：导入 {_stored}，已有 {_duplicate}，拒绝 {_refused}"));
                ImportResult result;
                try
                {
                    result = picture.Refusal is { } why ? ImportResult.Refusal(why) : await AddAsync(importer, picture);
                }
                catch (SourceException e)
                {
                    // Half of it may be on its way: what takes pictures in is begun anew.
                    await importer.DisposeAsync();
                    importer = await AdminAccess.ImportAsync(context);
                    result = ImportResult.Refusal(e.Text);
                }

                Count(picture, result);
                if (result.Outcome == ImportOutcome.Refused)
                {
                    progress.Clear();
                    context.Say(new($"{picture.Path}: {result.English}", $"{picture.Path}：{result.Chinese}"));
                }

                done++;
            }
        }
        finally
        {
            await importer.DisposeAsync();
        }

        progress.Clear();
        context.Out.WriteLine($"imported {_stored}\nduplicate {_duplicate}\nrefused {_refused}");
        if (_lostLinks > 0)
            context.Say(new(
                $"{_lostLinks} pictures have other links than before: theirs are taken, or were changed in the old database",
                $"{_lostLinks} 张图片的链接与以前不同：原链接已被占用，或在旧数据库中被改动过"));
        if (done < pictures.Count)
        {
            context.Say(new("stopped; run it again to go on", "已停止；再次运行即可继续"));
            return ExitCode.Interrupted;
        }

        return _refused == 0 && !_isIncomplete ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <exception cref="SourceException">It can't be read to its end.</exception>
    private static async Task<ImportResult> AddAsync(IImporter importer, SourcePicture picture)
    {
        FileStream file;
        ImportItem item;
        try
        {
            file = new FileStream(picture.Path, new FileStreamOptions { BufferSize = 0 });
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return ImportResult.Refusal(new("there is no such file", "没有这个文件"));
        }
        catch (UnauthorizedAccessException)
        {
            return ImportResult.Refusal(new(
                "it can't be read by the user whose data this is; make it readable, or run this again while the daemon runs",
                "数据所属用户无权读取；请授予读取权限，或在守护进程运行时再次执行"));
        }
        catch (IOException e)
        {
            return ImportResult.Refusal(new SourceException(e.Message).Text);
        }

        await using (file)
        {
            try
            {
                item = picture.Describe(file);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return ImportResult.Refusal(new SourceException(e.Message).Text);
            }

            await using var bytes = new SourceStream(file, item.Length);
            return await importer.AddAsync(item, bytes);
        }
    }

    private void Count(SourcePicture picture, ImportResult result)
    {
        switch (result.Outcome)
        {
            case ImportOutcome.Stored: _stored++; break;
            case ImportOutcome.Duplicate: _duplicate++; break;
            default: _refused++; break;
        }

        if (picture.HasLink && result is { Outcome: not ImportOutcome.Refused, KeepsLink: false })
            _lostLinks++;
    }
}
