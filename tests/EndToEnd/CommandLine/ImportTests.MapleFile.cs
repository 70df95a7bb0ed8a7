using System.Net;
using System.Text.Json;
using Maple.Tests.Support;

namespace Maple.Tests.EndToEnd.CommandLine;

/// <summary>From the store of maple-file.</summary>
public sealed partial class ImportTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Maple_files_users_albums_images_passwords_and_links_come_along(bool daemonRuns)
    {
        await WriteMapleFileAsync();
        await using Daemon? daemon = await StartDaemonAsync(daemonRuns);

        CommandResult first = await RunAsync("import", "--maple-file", "old/test.db"), second = await RunAsync("import", "--maple-file", "old/test.db");

        Assert.Equal((1, "imported 3\nduplicate 0\nrefused 1\n"), (first.ExitCode, first.Output));
        Assert.Contains("there is no such file", first.Errors, StringComparison.Ordinal);
        Assert.Equal("imported 0\nduplicate 3\nrefused 1\n", second.Output);
        await using Daemon? later = daemonRuns ? null : await StartDaemonAsync();
        Uri address = (daemon ?? later)!.Address;
        var stranger = new ApiClient(address, null);
        Answer login = await stranger.PostAsync("api/login", ("username", "jianglin"), ("password", "maple"));
        Assert.Equal(HttpStatusCode.OK, login.Status);
        var client = new ApiClient(address, login.Data.GetProperty("key").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.PostAsync("api/login", ("username", "jianglin"), ("password", "mapel"))).Status);

        JsonElement[] images = [.. (await client.GetAsync("api/images?sort=created_at")).Data.EnumerateArray()];
        Assert.Equal(
            ["148940000000012.png default 2017-03-13T10:13:20  ", "renamed.png travel 2017-03-14T14:00:00  by the sea"],
            images.Select(i => $"{i.GetProperty("name")} {i.GetProperty("album").GetProperty("name")} {i.GetProperty("created_at").GetString()![..19]}  {i.GetProperty("description")}").Order());
        // The old link of a JPEG ends with .png, as all of them did; so does that of its thumbnail.
        foreach (string link in (string[])["images/jianglin/photo/2017/03/148940000000012.png", "images/jianglin/photo/2017/03/148950000000034.png"])
        {
            Assert.Equal(await File.ReadAllBytesAsync(InFolder("old/" + link)), await client.Http.GetByteArrayAsync(link));
            byte[] thumb = await client.Http.GetByteArrayAsync(link.Replace("/photo/", "/thumb/", StringComparison.Ordinal));
            Assert.Equal(300, Support.Pictures.SizeOf(thumb).Width);
        }

        Assert.True((await client.GetAsync("api/account")).Data.GetProperty("is_admin").GetBoolean());
        await OutputAsync("check");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_old_link_of_maple_file_works_where_two_lead_to_the_same_bytes(bool daemonRuns)
    {
        await WriteMapleFileAsync();
        const string First = "images/jianglin/photo/2017/03/148940000000012.png", Second = "images/jianglin/photo/2017/03/148950000000034.png";
        File.Copy(InFolder("old/" + First), InFolder("old/" + Second), overwrite: true);
        await using Daemon? daemon = await StartDaemonAsync(daemonRuns);

        CommandResult first = await RunAsync("import", "--maple-file", "old/test.db"), second = await RunAsync("import", "--maple-file", "old/test.db");

        Assert.Equal("imported 3\nduplicate 0\nrefused 1\n", first.Output);
        Assert.Equal("imported 0\nduplicate 3\nrefused 1\n", second.Output);
        await using Daemon? later = daemonRuns ? null : await StartDaemonAsync();
        var stranger = new ApiClient((daemon ?? later)!.Address, null);
        foreach (string link in (string[])[First, Second])
        {
            Assert.Equal(await File.ReadAllBytesAsync(InFolder("old/" + link)), await stranger.Http.GetByteArrayAsync(link));
            Assert.NotEmpty(await stranger.Http.GetByteArrayAsync(link.Replace("/photo/", "/thumb/", StringComparison.Ordinal)));
        }

        await OutputAsync("check");
    }

    [Fact]
    public async Task A_user_with_an_e_mail_that_is_taken_or_is_none_comes_along_and_one_who_can_not_is_named()
    {
        await CreateUserAsync("bob");
        await WriteMapleFileAsync(
            """
            db.execute('UPDATE user SET email = ? WHERE id = 1', ('bob@example.com',))
            db.execute('UPDATE user SET email = ? WHERE id = 2', ('nowhere',))
            db.execute('UPDATE image SET name = ? WHERE id = 3', ('a' + chr(10) + 'b.png',))
            db.execute('INSERT INTO user VALUES (3, ?, ?, NULL, NULL, 0)', ('x' * 108, 'hash'))
            image(3, 'x' * 108, '148950000000035.png', None, 3, 'image')
            db.execute('INSERT INTO user VALUES (4, ?, ?, NULL, NULL, 0)', ('.dot', 'hash'))
            """);

        CommandResult result = await RunAsync("import", "--maple-file", "old/test.db");

        // One without its file, as ever, and that of the user who stays behind.
        Assert.Equal((1, "imported 3\nduplicate 0\nrefused 2\n"), (result.ExitCode, result.Output));
        Assert.Contains("'.dot' and their images are left out", result.Errors, StringComparison.Ordinal);
        Assert.Contains($"images/{new string('x', 108)}/photo/2017/03/148950000000035.png: its user is left out", result.Errors, StringComparison.Ordinal);
        string users = await OutputAsync("users");
        Assert.Contains("1@maple-file.invalid", users, StringComparison.Ordinal);
        Assert.Contains("2@maple-file.invalid", users, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_left_out_fails_the_import_though_no_picture_is_theirs()
    {
        await WriteMapleFileAsync("db.execute('DELETE FROM image WHERE id = 4'); db.execute('INSERT INTO user VALUES (4, ?, ?, NULL, NULL, 0)', ('.dot', 'hash'))");

        Assert.Equal(1, (await RunAsync("import", "--maple-file", "old/test.db")).ExitCode);
    }

    [Fact]
    public async Task Albums_come_along_with_their_descriptions_also_empty_ones_and_those_with_long_names()
    {
        await WriteMapleFileAsync(
            """
            db.execute('UPDATE album SET description = ? WHERE id = 2', ('Rome, 2016',))
            for id, name in ((4, 'empty'), (5, 'y' * 105 + 'a'), (6, 'y' * 105 + 'b')):
                db.execute('INSERT INTO album VALUES (?, ?, ?, ?, ?, ?)', (then, then, id, name, 'album', 1))
            db.execute('UPDATE image SET album_id = 6 WHERE id = 1')
            """);

        await RunAsync("import", "--maple-file", "old/test.db");
        CommandResult second = await RunAsync("import", "--maple-file", "old/test.db");

        Assert.Equal("imported 0\nduplicate 3\nrefused 1\n", second.Output);
        await using Daemon daemon = await StartDaemonAsync();
        Answer login = await new ApiClient(daemon.Address, null).PostAsync("api/login", ("username", "jianglin"), ("password", "maple"));
        var client = new ApiClient(daemon.Address, login.Data.GetProperty("key").GetString());
        string long1 = new('y', 100), long2 = new string('y', 96) + " (2)";
        Assert.Equal(
            ["default: ", "empty: ", "travel: Rome, 2016", $"{long2}: ", $"{long1}: "],
            (await client.GetAsync("api/albums?number=100")).Data.EnumerateArray()
                .Select(album => $"{album.GetProperty("name")}: {album.GetProperty("description")}").Order(StringComparer.Ordinal));
        Assert.Contains(long2, (await client.GetAsync("api/images?number=100")).Data.EnumerateArray().Select(image => image.GetProperty("album").GetProperty("name").GetString()));
    }

    /// <summary>As the original left it: its schema by SQLAlchemy, hashes by werkzeug, every file a .png, one image without its file.</summary>
    /// <param name="more">Python, at the end.</param>
    private async Task WriteMapleFileAsync(string more = "")
    {
        string folder = Directory.CreateDirectory(InFolder("old")).FullName;
        foreach ((string user, string name, byte[] bytes) in (ReadOnlySpan<(string, string, byte[])>)[
            ("jianglin", "148940000000012", Support.Pictures.Jpeg(400, 300, seed: 1)),
            ("jianglin", "148950000000034", Support.Pictures.Png(500, 300, seed: 2)),
            ("ann", "148950000000035", Support.Pictures.Png(500, 300, seed: 3))])
        {
            string month = Directory.CreateDirectory(Path.Combine(folder, "images", user, "photo/2017/03")).FullName;
            File.WriteAllBytes(Path.Combine(month, name + ".png"), bytes);
        }

        await Python.RunAsync(folder,
            """
            import sqlite3
            from werkzeug.security import generate_password_hash
            db = sqlite3.connect('test.db')
            db.executescript('''
            CREATE TABLE user (
            	id INTEGER NOT NULL, 
            	username VARCHAR(108), 
            	password VARCHAR(108) NOT NULL, 
            	email VARCHAR(108), 
            	"key" VARCHAR(108), 
            	is_superuser BOOLEAN, 
            	PRIMARY KEY (id), 
            	UNIQUE (username), 
            	UNIQUE (email), 
            	UNIQUE ("key"), 
            	CHECK (is_superuser IN (0, 1))
            );
            CREATE TABLE album (
            	created_at DATETIME, 
            	updated_at DATETIME, 
            	id INTEGER NOT NULL, 
            	name VARCHAR(108) NOT NULL, 
            	description VARCHAR(1024), 
            	user_id INTEGER, 
            	PRIMARY KEY (id), 
            	FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE
            );
            CREATE TABLE image (
            	created_at DATETIME, 
            	updated_at DATETIME, 
            	id INTEGER NOT NULL, 
            	name VARCHAR(108) NOT NULL, 
            	path VARCHAR(512) NOT NULL, 
            	url VARCHAR(512) NOT NULL, 
            	hash VARCHAR(1024) NOT NULL, 
            	description VARCHAR(1024), 
            	album_id INTEGER, 
            	user_id INTEGER, 
            	PRIMARY KEY (id), 
            	FOREIGN KEY(album_id) REFERENCES album (id) ON DELETE CASCADE, 
            	FOREIGN KEY(user_id) REFERENCES user (id) ON DELETE CASCADE
            );
            ''')
            db.execute('INSERT INTO user VALUES (1, ?, ?, ?, NULL, 1)', ('jianglin', generate_password_hash('maple', 'pbkdf2:sha256:50000'), 'me@example.com'))
            db.execute('INSERT INTO user VALUES (2, ?, ?, NULL, NULL, 0)', ('ann', generate_password_hash('oak', 'pbkdf2:sha1:1000')))
            then = '2017-03-14 14:00:00.000000'
            for id, name, user in ((1, 'default', 1), (2, 'travel', 1), (3, 'default', 2)):
                db.execute('INSERT INTO album VALUES (?, ?, ?, ?, ?, ?)', (then, then, id, name, 'album', user))
            def image(user, folder, name, called, album, description, created=then):
                path = f'images/{folder}/photo/2017/03'
                db.execute('INSERT INTO image (created_at, updated_at, name, path, url, hash, description, album_id, user_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
                           (created, created, called or name, path, f'{path}/{name}', 'x' * 128, description, album, user))
            image(1, 'jianglin', '148940000000012.png', None, 1, 'image')
            image(1, 'jianglin', '148950000000034.png', 'renamed.png', 2, 'by the sea')
            image(2, 'ann', '148950000000035.png', None, 3, 'image')
            image(2, 'ann', '148950000000099.png', None, 3, 'image')

            """ + more + "\ndb.commit()\n");
    }
}
