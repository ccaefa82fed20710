using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Hub.Rest;
using OcmPowerShell.Sandbox.Server.Faults;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Rest;

/// <summary>What is made of a refusal.</summary>
public sealed class StatusReaderTests
{
    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\ud800", "\uD83D\uDE00", "null", "1e400", "-5", "\"kind\":\"Status\"", "\"reason\":\"NotFound\"", "\"reason\":5", "\"reason\":\"\\ud800\"",
        "\"message\":\"m\"", "\"code\":404", "\"code\":99999999999", "\"code\":\"404\"", "\"details\":{\"name\":\"n\",\"retryAfterSeconds\":3}", "\"details\":[]", "\"details\":{\"retryAfterSeconds\":1.5}",
        "{\"kind\":\"Status\",", "\"details\":{\"causes\":[{\"message\":\"c\"},{\"field\":\"\\ud800\"},1]}", "\"metadata\":{\"continue\":1}", "{\"kind\":\"Status\",\"reason\":\"Conflict\",\"code\":409}", "<html>", "\0", "\r\n", " ",
    ];

    [Fact]
    public void A_Status_is_read_whole()
    {
        ApiStatus status = StatusReader.Parse(400, """
            {"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"manifestworks.work.open-cluster-management.io \"web\" not found",
            "reason":"NotFound","details":{"name":"web","group":"work.open-cluster-management.io","kind":"manifestworks","retryAfterSeconds":7},"code":404}
            """u8);

        Assert.Equal(new ApiStatus(404, "NotFound", "manifestworks.work.open-cluster-management.io \"web\" not found", "work.open-cluster-management.io", "manifestworks", "web", 7), status);
    }

    [Theory]
    [InlineData(401, "Unauthorized", "Unauthorized\n", "Unauthorized")]
    [InlineData(404, "NotFound", "404 page not found\n", "404 page not found")]
    [InlineData(503, "ServiceUnavailable", "", "The server answered 503 ServiceUnavailable without saying why.")]
    [InlineData(429, "TooManyRequests", """{"kind":"Status"}""", "The server answered 429 without saying why.")]
    [InlineData(500, "InternalError", """{"kind":"Other","message":"x"}""", """{"kind":"Other","message":"x"}""")]
    [InlineData(502, "BadGateway", "<html>", "The server answered 502 BadGateway with a web page: that is a proxy's, not an API server's.")]
    [InlineData(503, "ServiceUnavailable", "<!DOCTYPE html><html><head><TITLE> Sorry </TITLE>", "The server answered 503 ServiceUnavailable with a web page 'Sorry': that is a proxy's, not an API server's.")]
    public void Anything_else_is_shown_as_it_is(int code, string reason, string body, string message)
    {
        ApiStatus status = StatusReader.Parse(code, Encoding.UTF8.GetBytes(body));

        Assert.Equal((code, reason, message), (status.Code, status.Reason, status.Message));
    }

    [Fact]
    public void A_page_of_megabytes_is_shown_in_part()
    {
        byte[] page = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("ä€😀", 500_000)));

        Assert.InRange(StatusReader.Parse(502, page).Message.Length, 100, 2200);
        Assert.InRange(StatusReader.Parse(502, [.. "{\"kind\":\"Status\",\"message\":\""u8, .. page, .. "\"}"u8]).Message.Length, 100, 2200);
    }

    [Fact]
    public void Causes_that_the_message_lacks_are_shown_with_it()
    {
        ApiStatus status = StatusReader.Parse(422, """
            {"kind":"Status","reason":"Invalid","message":"the work is invalid: spec.a: Required value","code":422,"details":{"causes":[
            {"reason":"FieldValueRequired","message":"Required value","field":"spec.a"},{"reason":"FieldValueInvalid","message":"must be small","field":"spec.b"},
            {"message":"and quick"},null,5,{"message":5}]}}
            """u8);

        Assert.Equal("the work is invalid: spec.a: Required value [spec.b: must be small; and quick]", status.Message);
        Assert.Equal(new ApiStatusCause("FieldValueInvalid", "must be small", "spec.b"), status.Causes[1]);
    }

    [Fact]
    public void Conflicts_that_the_message_names_by_field_are_not_shown_twice()
    {
        const string Message = "Apply failed with 2 conflicts: conflicts with \"kubectl\":\n- .spec.a\n- .spec.b";
        ApiStatus status = StatusReader.Parse(409, Encoding.UTF8.GetBytes(System.Text.Json.JsonSerializer.Serialize(new
        {
            kind = "Status",
            reason = "Conflict",
            message = Message,
            details = new { causes = new[] { new { reason = "FieldManagerConflict", message = "conflict with \"kubectl\"", field = ".spec.a" } } },
        })));

        Assert.Equal(Message, status.Message);
        Assert.Equal(".spec.a: conflict with \"kubectl\"", Assert.Single(status.Causes).ToString());
    }

    [Fact]
    public void Thousands_of_causes_stay_readable()
    {
        string causes = string.Join(',', Enumerable.Range(0, 2000).Select(number => $$"""{"message":"no {{number}}","field":"f{{number}}" }"""));

        ApiStatus status = StatusReader.Parse(422, Encoding.UTF8.GetBytes($$"""{"kind":"Status","message":"bad","details":{"causes":[{{causes}}] } }"""));

        Assert.InRange(status.Message.Length, 50, 3200);
        Assert.Equal(100, status.Causes.Count);
    }

    [Fact]
    public void What_would_steer_a_terminal_is_not_shown() =>
        Assert.Equal("a [2Jb", StatusReader.Parse(500, "a\u001b[2Jb"u8).Message);

    [Fact]
    public void What_is_no_text_is_said_to_be_none()
    {
        byte[] bytes = [.. Enumerable.Range(0, 200).Select(number => (byte)(number * 7))];

        Assert.Equal("The server answered 500 InternalError with something that is not text.", StatusReader.Parse(500, bytes).Message);
    }

    [Theory]
    [InlineData("""{"kind":"Status","status":"Failure","reason":"Forbidden","message":"m","code":403}""", 403)]
    [InlineData("""{"status":"Failure","code":409,"details":{"x":[{}]},"kind":"Status"}""", 409)]
    [InlineData("""{"kind":"Status","status":"Failure"}""", 500)]
    [InlineData("""{"kind":"Status","status":"Success"}""", null)]
    [InlineData("""{"kind":"ManifestWork","status":"Failure"}""", null)]
    [InlineData("""{"kind":"ManifestWork","status":{"kind":"Status","status":"Failure"}}""", null)]
    [InlineData("""{"kind":"Status","status":"Failure" """, null)]
    [InlineData("", null)]
    [InlineData("[1]", null)]
    public void A_refusal_that_comes_as_a_success_is_found(string body, int? code) =>
        Assert.Equal(code, StatusReader.FailureIn(Encoding.UTF8.GetBytes(body))?.Code);

    [Fact]
    public void Any_text_can_be_looked_through_for_a_refusal() => Prop.ForAll(
        Gen.Elements([.. Pieces, "\"status\":\"Failure\"", "\"kind\":5"]).ListOf().Select(pieces => "{" + string.Concat(pieces)).ToArbitrary(),
        text => StatusReader.FailureIn(Encoding.UTF8.GetBytes(text)) is null or { Code: >= 400 }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Any_text_becomes_a_status() => Prop.ForAll(
        Gen.Elements(Pieces).ListOf().Select(pieces => string.Concat(pieces)).ToArbitrary(),
        Gen.Choose(300, 599).ToArbitrary(),
        (text, code) => IsWhole(StatusReader.Parse(code, Encoding.UTF8.GetBytes(text)))).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Any_bytes_become_a_status() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(), body => IsWhole(StatusReader.Parse(500, body))).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public async Task The_hubs_wish_to_wait_is_passed_on()
    {
        await using LiveHub live = await LiveHub.WithoutAgentsAsync("one");
        live.Connection.Rest.Retry = live.Connection.Rest.Retry with { WhenAsked = 0 };
        live.Faults.Add(new FaultRule(Fault.Status(429, "TooManyRequests", "slow down", retryAfterSeconds: 3)));

        ApiStatusException error = await Assert.ThrowsAsync<ApiStatusException>(() =>
            live.Works.GetAsync("one", "web", cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal((429, "TooManyRequests", "slow down", 3), (error.Status.Code, error.ErrorId, error.Status.Message, error.Status.RetryAfterSeconds));
        Assert.Contains("GET /apis/work.open-cluster-management.io/v1/namespaces/one/manifestworks/web", error.Message, StringComparison.Ordinal);
    }

    private static bool IsWhole(ApiStatus status) => status.Reason.Length > 0 && status.Message.Length is > 0 and < 3200 && status is { Group: not null, Kind: not null, Name: not null };
}
