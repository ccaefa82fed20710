using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Hub.Rest;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Rest;

/// <summary>However the bytes of an answer are cut, the same comes out.</summary>
public sealed class ReaderPropertyTests
{
    private static readonly string[] Items =
    [
        "{}", """{"metadata":{"name":"a"}}""", """{"a":[1,[2,{"b":"]}"}]],"c":"\"ä\u20ac😀\\"}""", """{"items":[{"metadata":{"continue":"no"}}]}""", $$"""{"long":"{{new string('x', 3000)}}"}""",
    ];

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"items\"", "\"metadata\"", "\"items\":[", "\"metadata\":{\"continue\":\"t\"}", "\"\\ud800\"", "null", "1", "tru", " ", "\n", "\0", "{\"items\":[{}", "]}", "\"x\"",
    ];

    private static readonly Gen<int[]> Sizes = Gen.Choose(1, 40).NonEmptyListOf().Select(sizes => sizes.ToArray());

    [Fact]
    public void A_list_is_the_same_in_any_pieces()
    {
        Gen<(string[] Items, bool MetadataFirst, int[] Sizes)> lists =
            from items in Gen.Elements(Items).ArrayOf()
            from first in Gen.Elements(true, false)
            from sizes in Sizes
            select (items, first, sizes);

        Prop.ForAll(lists.ToArbitrary(), list =>
        {
            const string Metadata = "\"metadata\":{\"resourceVersion\":\"7\",\"continue\":\"more\"}";
            string items = $"\"items\":[{string.Join(" ,\n", list.Items)}]";
            string text = $"{{\"kind\":\"List\",{(list.MetadataFirst ? Metadata : items)},\"x\":[1],{(list.MetadataFirst ? items : Metadata)}}}";

            (List<string> read, string version, string? token) = ReadList(Encoding.UTF8.GetBytes(text), list.Sizes);

            Assert.Equal(list.Items, read);
            Assert.Equal(("7", "more"), (version, token));
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void Any_text_is_a_list_or_an_error() =>
        Prop.ForAll(Gen.Elements(Pieces).ListOf().Select(pieces => string.Concat(pieces)).ToArbitrary(), Sizes.ToArbitrary(), (text, sizes) =>
        {
            try
            {
                ReadList(Encoding.UTF8.GetBytes(text), sizes);
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException)
            {
                // Not a list: it is said.
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Events_are_the_same_in_any_pieces() =>
        Prop.ForAll(Gen.Elements(Items).ArrayOf().ToArbitrary(), Sizes.ToArbitrary(), (items, sizes) =>
        {
            string text = string.Concat(items.Select(item => $"{{\"type\":\"MODIFIED\",\"object\":{item}}}\n\r\n"));

            List<string> read = ReadEvents(Encoding.UTF8.GetBytes(text + "{\"type\":\"ADDED\",\"obj"), sizes);

            Assert.Equal(items.Select(item => $"MODIFIED {item}"), read);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Any_text_is_events_or_an_error() =>
        Prop.ForAll(Gen.Elements([.. Pieces, "\"type\":\"ERROR\"", "\"type\":5", "{\"type\":\"ADDED\",\"object\":", "\"object\":{}", "}\n"]).ListOf().Select(pieces => string.Concat(pieces)).ToArbitrary(), Sizes.ToArbitrary(), (text, sizes) =>
        {
            try
            {
                ReadEvents(Encoding.UTF8.GetBytes(text), sizes);
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException or ApiStatusException)
            {
                // Not an event, or a refusal: it is said.
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    private static (List<string> Items, string Version, string? Continue) ReadList(byte[] bytes, int[] sizes)
    {
        using var reader = new ListReader(new SlowStream(bytes, sizes));
        var items = new List<string>();
        while (Now(reader.ReadAsync(CancellationToken.None)))
        {
            items.Add(Encoding.UTF8.GetString(reader.Item.Span));
        }

        return (items, reader.ResourceVersion, reader.Continue);
    }

    private static List<string> ReadEvents(byte[] bytes, int[] sizes)
    {
        using var reader = new WatchReader(new SlowStream(bytes, sizes), status => new ApiStatusException(status, "GET /watch", "hub"));
        var events = new List<string>();
        while (Now(reader.ReadAsync(CancellationToken.None)))
        {
            events.Add($"{reader.Event.Type} {Encoding.UTF8.GetString(reader.Event.Object.Span)}");
        }

        return events;
    }

    // A SlowStream never waits, so neither does who reads it.
    private static bool Now(ValueTask<bool> read) => read.AsTask().GetAwaiter().GetResult();
}
