using Maple.Cli.Admin;
using Maple.Cli.CommandLine;
using Maple.Cli.Import;
using Maple.Errors;

namespace Maple.Cli.Commands;

internal sealed class ImportCommand : Command
{
    private static readonly Option s_user = new("user", 'u', "NAME", "whose they are to be (not needed where there is only one user)", "图片归属的用户（只有一个用户时可省略）");

    private static readonly Option s_album = new("album", 'a', "ALBUM", "the album that they go to (default: the default one)", "导入到的相册（默认为默认相册）");

    private static readonly Option s_albumFromFolder = new("album-from-folder", null,
        "an album for each folder below FOLDER, named after it", "FOLDER 下的每个文件夹对应一个同名相册");

    private static readonly Option s_mapleFile = new("maple-file", "FILE",
        "bring along users, albums and images of maple-file from its database (test.db)", "从 maple-file 的数据库（test.db）导入用户、相册和图片");

    private static readonly Option s_images = new("images", "FOLDER",
        "where maple-file's images are (default: 'images' beside the database)", "maple-file 的图片目录（默认为数据库旁的 images）");

    public override string Name => "import";
    public override Text Summary => new("Takes pictures in from a folder, or everything from maple-file", "从文件夹导入图片，或导入 maple-file 的全部数据");

    public override Text Details => new(
        "Each picture gets the time at which it was taken (EXIF), else that of its file. What the user has already is passed over, so it can be stopped\n"
            + "(Ctrl-C) and run again. Works while the daemon runs, and while it doesn't; then the files must be readable for the user whose data it is.\n"
            + "From maple-file, passwords and links keep working; keys are new ('maple key'). Its files are only read.\n"
            + "Standard output: how many were imported, were there already, were refused. The exit code is 1 when any was refused.",
        "图片时间取自 EXIF 拍摄时间，否则取文件时间。用户已有的图片会跳过，因此可以随时中断（Ctrl-C）后再次运行。\n"
            + "守护进程是否运行均可使用；未运行时，文件须对数据所属用户可读。\n"
            + "从 maple-file 导入时，密码和链接继续有效；密钥会更换（maple key）。其文件只读取，不改动。\n"
            + "标准输出依次为导入、已有、被拒绝的数量；有图片被拒绝时退出码为 1。");

    public override Operands Operands => new("[FOLDER]", 0, 1);

    public override IReadOnlyList<Option> Options => [s_user, s_album, s_albumFromFolder, s_mapleFile, s_images, SharedOptions.Config];

    public override IReadOnlyList<Example> Examples =>
    [
        new("import ~/Pictures --album-from-folder -u bob", "a tree of folders becomes albums", "文件夹树变为相册"),
        new("import --maple-file /srv/maple-file/test.db", "everything from the predecessor", "导入前身的全部数据"),
    ];

    public override async Task<ExitCode> RunAsync(CommandContext context)
    {
        Arguments arguments = context.Arguments;
        if (arguments.Value(s_mapleFile) is { } database)
        {
            if (arguments.Operands.Count > 0 || arguments.Has(s_album) || arguments.Has(s_albumFromFolder) || arguments.Has(s_user))
                throw CommandException.Usage("--maple-file takes users and albums from there: leave out FOLDER, --user and albums", "--maple-file 已包含用户和相册：请勿再给出 FOLDER、用户或相册");
            return await ImportMapleFileAsync(context, context.FullPath(database));
        }

        if (arguments.Operands is not [var name])
            throw CommandException.Usage("FOLDER is missing", "缺少 FOLDER");
        string folder = context.FullPath(name);
        if (!Directory.Exists(folder))
            throw new CommandException(ExitCode.Failed, $"{name}: there is no such folder", $"{name}：没有这个文件夹");
        Account account = await AdminAccess.AskForOneAsync(context, new(AdminAction.Find) { Username = arguments.Value(s_user) });
        var run = new ImportRun(context);
        return await run.RunAsync(FolderSource.Pictures(folder, account.Username, arguments.Value(s_album), arguments.Has(s_albumFromFolder), run.LeaveOut));
    }

    private static async Task<ExitCode> ImportMapleFileAsync(CommandContext context, string database)
    {
        if (!File.Exists(database))
            throw new CommandException(ExitCode.Failed, $"{database}: there is no such file", $"{database}：没有这个文件");
        if (Import.Sqlite.SqliteFile.HasPendingChanges(database))
            throw new CommandException(ExitCode.Unavailable,
                $"{database}: another program has changes that are not in it yet; stop maple-file, and run: sqlite3 {database} 'PRAGMA wal_checkpoint(TRUNCATE)'",
                $"{database}：另有程序的改动尚未写入；请停止 maple-file，并运行：sqlite3 {database} 'PRAGMA wal_checkpoint(TRUNCATE)'");
        string images = context.Arguments.Value(s_images) is { } given ? context.FullPath(given) : Path.Combine(Path.GetDirectoryName(database)!, "images");
        try
        {
            using var source = new MapleFileSource(database);
            var run = new ImportRun(context);
            var names = new Dictionary<long, string>();
            ILookup<long, MapleFileAlbum> albums = source.Albums().ToLookup(album => album.UserId);
            foreach (MapleFileUser user in source.Users())
            {
                if (!await AddUserAsync(context, user, run))
                    continue;
                names.Add(user.Id, user.Name);
                AlbumWish[] wishes = [.. albums[user.Id].Select(album => new AlbumWish(album.Name, album.Description))];
                await AdminAccess.AskAsync(context, new(AdminAction.AddAlbums) { Username = user.Name, Albums = wishes });
            }

            return await run.RunAsync([.. source.Pictures(images, names)]);
        }
        catch (InvalidDataException e)
        {
            throw new CommandException(ExitCode.InputOutput, $"{database}: {e.Message}", $"{database}：不是 maple-file 的数据库，或已损坏（{e.Message}）", e);
        }
    }

    /// <summary>False: there can be no such user here, which was said.</summary>
    private static async Task<bool> AddUserAsync(CommandContext context, MapleFileUser user, ImportRun run)
    {
        try
        {
            Storage.Names.CheckUser(user.Name);
            if ((await AdminAccess.AskAsync(context, new(AdminAction.List))).Any(known => known.Username == user.Name))
                return true;
            if (user.Email is not { Length: > 0 } own || !await MakeAsync(context, user, own))
            {
                string invented = await MakeWithoutEmailAsync(context, user);
                if (user.Email is { Length: > 0 } refused)
                    context.Say(new(
                        $"the e-mail of '{user.Name}', '{refused}', is taken or is none: it is {invented} until it is changed on the account's page",
                        $"“{user.Name}”的邮箱“{refused}”已被占用或无效：暂设为 {invented}，可在账户页面修改"));
            }

            context.Say(new($"user '{user.Name}' is made", $"已创建用户“{user.Name}”"));
            if (!Auth.PasswordHash.IsSupported(user.PasswordHash))
                context.Say(new(
                    $"the password of '{user.Name}' is of a kind that can't be verified here: 'maple passwd -u {user.Name}' sets a new one",
                    $"“{user.Name}”的密码格式无法在此验证：请用 maple passwd -u {user.Name} 重设"));
            return true;
        }
        catch (MapleException e) when (e.Code is ErrorCode.InvalidName or ErrorCode.UserExists)
        {
            run.LeaveOut(new($"user '{user.Name}' and their images are left out: {e.Text.English}", $"已略过用户“{user.Name}”及其图片：{e.Text.Chinese}"));
            return false;
        }
    }

    /// <summary>The original asked for none; here each user has one, and another's is taken by its owner (RFC 2606: it leads nowhere).</summary>
    private static async Task<string> MakeWithoutEmailAsync(CommandContext context, MapleFileUser user)
    {
        string email = $"{user.Id}@maple-file.invalid";
        // Taken by the user of that id of another maple-file.
        for (int i = 2; !await MakeAsync(context, user, email); i++)
            email = $"{user.Id}.{i}@maple-file.invalid";
        return email;
    }

    /// <summary>False: there can be no user with this e-mail.</summary>
    private static async Task<bool> MakeAsync(CommandContext context, MapleFileUser user, string email)
    {
        try
        {
            await AdminAccess.AskAsync(context, new(AdminAction.CreateUser) { Account = new(user.Name, email, user.PasswordHash, user.IsAdmin) });
            return true;
        }
        catch (MapleException e) when (e.Code is ErrorCode.InvalidEmail or ErrorCode.EmailExists)
        {
            return false;
        }
    }
}
