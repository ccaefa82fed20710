using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Sandbox.Store;
using Xunit;

namespace OcmPowerShell.Tests.Sandbox.State;

public sealed class JournalTests : IDisposable
{
    private static readonly (string Group, string Plural) Maps = ("", "configmaps");
    private static readonly (string Group, string Plural) Works = ("work.open-cluster-management.io", "manifestworks");

    private readonly string _directory = Directory.CreateTempSubdirectory("ocm-tests-").FullName;

    private string File0 => Path.Combine(_directory, "state");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void What_was_written_is_there_again()
    {
        using (Journal journal = Journal.Open(File0))
        {
            journal.WriteOwner(JsonSerializer.SerializeToElement(new { who = "me" }));
            journal.Store("").Put(Maps, Object("a", 1, "first"));
            journal.Store("").Put(Maps, Object("a", 2, "second"));
            journal.Store("one").Put(Works, Object("a", 7, "other", "home"));
            journal.Store("").Put(Maps, Object("b", 3, "gone"));
            journal.Store("").Remove(Maps, Object("b", 4, "gone"));
        }

        using Journal again = Journal.Open(File0);
        Assert.Equal("me", again.Owner!.Value.GetProperty("who").GetString());
        Assert.Equal(["configmaps. /a=second@2"], Contents(again, ""));
        Assert.Equal(["manifestworks.work.open-cluster-management.io home/a=other@7"], Contents(again, "one"));
        Assert.Equal((4, 7, 0), (again.Store("").Version, again.Store("one").Version, again.Store("two").Version));
    }

    [Fact]
    public void Only_its_owner_can_read_it()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("There are no such modes.");
            return;
        }

        File.WriteAllText(File0, "");
        File.SetUnixFileMode(File0, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        using Journal journal = Journal.Open(File0, compactAbove: 1);
        journal.Store("").Put(Maps, Object("a", 1, "value"));
        journal.Store("").Put(Maps, Object("a", 2, "value"));

        foreach (string file in Directory.GetFiles(_directory))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public void Two_at_once_are_one_clear_error()
    {
        using Journal journal = Journal.Open(File0);

        JournalException refused = Assert.Throws<JournalException>(() => Journal.Open(File0));
        Assert.Equal($"The state '{File0}' is in use by another sandbox. Stop that one, or name another file.", refused.Message);
    }

    [Theory]
    [InlineData("precious")]
    [InlineData("apiVersion: v1\nkind: Config\n")]
    [InlineData("\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n")]
    public void A_file_that_is_something_else_is_left_alone(string text)
    {
        File.WriteAllText(File0, text);

        Assert.Contains("is no state of a sandbox", Assert.Throws<JournalException>(() => Journal.Open(File0)).Message, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(File0));
    }

    [Fact]
    public void What_is_outdated_is_left_out_before_the_file_grows_for_ever()
    {
        const int Threshold = 20_000;
        using (Journal journal = Journal.Open(File0, Threshold))
        {
            journal.WriteOwner(JsonSerializer.SerializeToElement("me"));
            journal.Store("").Put(Maps, Object("kept", 1, "as it was"));
            for (int version = 2; version < 3000; version++)
            {
                journal.Store("").Put(Maps, Object("busy", version, "value"));
                Assert.InRange(journal.Length, 1, Threshold + 200);
            }

            journal.Store("").Remove(Maps, Object("busy", 3000, "value"));
            for (int version = 1; version < 500; version++)
            {
                journal.Store("one").Put(Works, Object("busy", version, "value"));
            }
        }

        using Journal again = Journal.Open(File0);
        Assert.Equal("me", again.Owner!.Value.GetString());
        Assert.Equal(["configmaps. /kept=as it was@1"], Contents(again, ""));
        Assert.Equal(["manifestworks.work.open-cluster-management.io /busy=value@499"], Contents(again, "one"));
        Assert.Equal((3000, 499), (again.Store("").Version, again.Store("one").Version));
        Assert.Equal(["state", "state.lock"], Directory.GetFiles(_directory).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_journal_cut_off_anywhere_keeps_every_write_before_the_cut()
    {
        (byte[] whole, List<(long End, string[] Contents)> history) = WriteHistory();
        Prop.ForAll(Gen.Choose(0, whole.Length).ToArbitrary(), cut =>
        {
            File.WriteAllBytes(File0, whole[..cut]);
            string[] expected = history.Last(moment => moment.End <= Math.Max(cut, history[0].End)).Contents;
            using (Journal journal = Journal.Open(File0))
            {
                Assert.Equal(expected, Contents(journal, ""));
                journal.Store("").Put(Maps, Object("zz", 100, "after"));
            }

            using Journal again = Journal.Open(File0);
            Assert.Equal([.. expected, "configmaps. /zz=after@100"], Contents(again, ""));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30));
    }

    [Fact]
    public void A_journal_damaged_anywhere_says_where_or_has_lost_its_last_line_alone()
    {
        (byte[] whole, List<(long End, string[] Contents)> history) = WriteHistory();
        Gen<(int At, byte Flip)> damage = Gen.Choose(0, whole.Length - 1).Zip(Gen.Choose(1, 255)).Select(pair => (pair.Item1, (byte)pair.Item2));
        Prop.ForAll(damage.ToArbitrary(), harm =>
        {
            byte[] damaged = [.. whole];
            damaged[harm.At] ^= harm.Flip;
            File.WriteAllBytes(File0, damaged);
            (long before, string[] contents) = history.LastOrDefault(moment => moment.End <= harm.At, (0, []));
            try
            {
                using Journal journal = Journal.Open(File0);
                Assert.Equal(whole.Length - 1, harm.At);
                Assert.Equal(contents, Contents(journal, ""));
            }
            catch (JournalException refusal)
            {
                Assert.Equal(damaged, File.ReadAllBytes(File0));
                string where = before == 0 ? "is no state of a sandbox" : $"from byte {before} on";
                Assert.Contains(where, refusal.Message, StringComparison.Ordinal);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(120));
    }

    [Fact]
    public void A_line_that_is_missing_doubled_or_moved_is_damage()
    {
        (byte[] whole, _) = WriteHistory();
        string[] lines = Encoding.UTF8.GetString(whole).TrimEnd('\n').Split('\n');
        string[][] tampered =
        [
            [.. lines[..3], .. lines[4..]],
            [.. lines[..3], lines[2], .. lines[3..]],
            [.. lines[..3], lines[4], lines[3], .. lines[5..]],
        ];
        foreach (string[] changed in tampered)
        {
            File.WriteAllText(File0, string.Join('\n', changed) + "\n");
            Assert.Contains("is damaged in line 4", Assert.Throws<JournalException>(() => Journal.Open(File0)).Message, StringComparison.Ordinal);
        }
    }

    /// <summary>Writes a journal, and notes what it held after each line.</summary>
    private (byte[] Whole, List<(long End, string[] Contents)> History) WriteHistory()
    {
        string path = Path.Combine(_directory, "history");
        List<(long, string[])> history = [];
        using (Journal journal = Journal.Open(path))
        {
            history.Add((journal.Length, []));
            for (int version = 1; version <= 12; version++)
            {
                StoredObject value = Object($"n{version % 5}", version, $"é\n{version}");
                if (version % 4 == 0)
                {
                    journal.Store("").Remove(Maps, value);
                }
                else
                {
                    journal.Store("").Put(Maps, value);
                }

                history.Add((journal.Length, Contents(journal, "")));
            }
        }

        return (File.ReadAllBytes(path), history);
    }

    private static StoredObject Object(string name, long version, string value, string? @namespace = null)
    {
        JsonObject metadata = new() { ["name"] = name };
        if (@namespace is not null)
        {
            metadata["namespace"] = @namespace;
        }

        return StoredObject.From(new JsonObject { ["metadata"] = metadata, ["data"] = value }, version);
    }

    private static string[] Contents(Journal journal, string store) =>
    [
        .. journal.Store(store).ReadObjects()
            .Select(item => $"{item.Kind.Plural}.{item.Kind.Group} {item.Value.Namespace}/{item.Value.Name}={item.Value.ToJson()["data"]}@{item.Value.Version}")
            .Order(StringComparer.Ordinal),
    ];
}
