using System.Globalization;
using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Api.Selection;
using OcmPowerShell.Sandbox.Api.Verbs;
using OcmPowerShell.Sandbox.Schema;
using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Sandbox.Api.Http;

/// <summary>Reads the query parameters of the verbs.</summary>
internal static class RequestOptions
{
    private const int FieldManagerLimit = 128;

    /// <summary>A flag, as Go reads one.</summary>
    public static bool Flag(HttpRequest request, string name) =>
        request.Query.TryGetValue(name, out string? value) && value is "1" or "t" or "T" or "true" or "TRUE" or "True";

    /// <summary>What a list or a watch asks for.</summary>
    /// <param name="request">The request.</param>
    /// <param name="route">What it is about.</param>
    /// <param name="allowsWatchList">Whether a watch may begin with what is there.</param>
    /// <exception cref="ApiException">A parameter cannot be.</exception>
    public static ListRequest List(HttpRequest request, ResourceRoute route, bool allowsWatchList = false)
    {
        bool isWatch = Flag(request, "watch");
        bool? initial = request.Query.ContainsKey("sendInitialEvents") ? Flag(request, "sendInitialEvents") : null;
        if (initial is not null)
        {
            RefuseInitialEvents(request, isWatch, allowsWatchList);
        }
        else
        {
            RefuseUnsupported(request, isWatch);
        }

        var filter = new ObjectFilter(
            route.Namespace,
            LabelSelector.Parse(Text(request, "labelSelector") ?? string.Empty),
            FieldSelector.Parse(Text(request, "fieldSelector") ?? string.Empty, route.Definition));
        var list = new ListRequest(filter)
        {
            Limit = (int)Math.Clamp(Whole(request, "limit") ?? 0, 0, int.MaxValue),
            Continue = Text(request, "continue"),
            Version = Version(request),
            IsExact = Text(request, "resourceVersionMatch") == "Exact",
            WantsBookmarks = Flag(request, "allowWatchBookmarks"),
            SendsInitialEvents = initial,
        };
        long? seconds = Whole(request, "timeoutSeconds");
        return isWatch && seconds > 0 ? list with { Timeout = TimeSpan.FromSeconds(Math.Min(seconds.Value, 24 * 3600)) } : list;
    }

    /// <summary>How a write is meant.</summary>
    /// <param name="request">The request.</param>
    /// <param name="kind">CreateOptions, UpdateOptions or PatchOptions.</param>
    /// <param name="isApply">Whether it is a server-side apply.</param>
    /// <param name="isStatus">Whether it is for <c>/status</c>.</param>
    /// <exception cref="ApiException">A parameter cannot be.</exception>
    public static WriteOptions Write(HttpRequest request, string kind, bool isApply, bool isStatus)
    {
        string? manager = Text(request, "fieldManager");
        if (isApply && manager is null)
        {
            throw Refusal.InvalidOptions(kind, FieldError.Required("fieldManager", "is required for apply patch"));
        }

        if (manager?.Length > FieldManagerLimit)
        {
            throw Refusal.InvalidOptions(kind, FieldError.TooLong("fieldManager", FieldManagerLimit));
        }

        if (!isApply && request.Query.ContainsKey("force"))
        {
            throw Refusal.InvalidOptions(kind, FieldError.Forbidden("force", "may not be specified for non-apply patch"));
        }

        return new WriteOptions(manager ?? ManagerOfAgent(request))
        {
            User = request.Identity,
            DryRun = DryRun(request, kind),
            Validation = Validation(request, kind),
            Force = isApply && Flag(request, "force"),
            IsStatus = isStatus,
        };
    }

    /// <summary>How a delete is meant: by its body, or by the query.</summary>
    /// <exception cref="ApiException">An option cannot be.</exception>
    public static DeleteOptions Delete(HttpRequest request, JsonObject body) => new()
    {
        Propagation = DeletePropagation.Read(request, body),
        DryRun = DryRun(request, "DeleteOptions") || DryRunOf(body.Texts("dryRun")),
        Uid = body.Object("preconditions").Text("uid"),
        ResourceVersion = body.Object("preconditions").Text("resourceVersion"),
    };

    private static string? Text(HttpRequest request, string name) =>
        request.Query.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;

    private static long? Whole(HttpRequest request, string name)
    {
        if (Text(request, name) is not string text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw Refusal.BadRequest($"strconv.ParseInt: parsing \"{text}\": invalid syntax");
    }

    private static long? Version(HttpRequest request)
    {
        if (Text(request, "resourceVersion") is not string text)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long version)
            ? version
            : throw Refusal.BadRequest($"resourceVersion: Invalid value: \"{text}\": strconv.ParseUint: parsing \"{text}\": invalid syntax");
    }

    private static void RefuseInitialEvents(HttpRequest request, bool isWatch, bool allowsWatchList)
    {
        string verb = isWatch ? "watch" : "list";
        if (!allowsWatchList || !isWatch)
        {
            string unless = allowsWatchList ? string.Empty : " unless the WatchList feature gate is enabled";
            throw Refusal.InvalidOptions("ListOptions", FieldError.Forbidden("sendInitialEvents", $"sendInitialEvents is forbidden for {verb}{unless}"));
        }

        switch (Text(request, "resourceVersionMatch"))
        {
            case "NotOlderThan":
                return;
            case null:
                throw Refusal.InvalidOptions("ListOptions", FieldError.Forbidden(
                    "resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
            case string other:
                throw Refusal.InvalidOptions("ListOptions", FieldError.Unsupported("resourceVersionMatch", $"\"{other}\"", ["NotOlderThan"]));
        }
    }

    private static void RefuseUnsupported(HttpRequest request, bool isWatch)
    {
        string? match = Text(request, "resourceVersionMatch");
        if (match is null)
        {
            return;
        }

        if (isWatch)
        {
            throw Refusal.InvalidOptions("ListOptions", FieldError.Forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden for watch"));
        }

        if (match is not ("Exact" or "NotOlderThan"))
        {
            throw Refusal.InvalidOptions(
                "ListOptions", FieldError.Unsupported("resourceVersionMatch", $"\"{match}\"", ["Exact", "NotOlderThan"]));
        }

        if (Text(request, "resourceVersion") is null)
        {
            throw Refusal.InvalidOptions("ListOptions", FieldError.Forbidden(
                "resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided"));
        }

        if (match == "Exact" && Text(request, "resourceVersion") == "0")
        {
            throw Refusal.InvalidOptions("ListOptions", FieldError.Forbidden(
                "resourceVersionMatch", "resourceVersionMatch \"Exact\" is forbidden for resourceVersion \"0\""));
        }
    }

    private static bool DryRun(HttpRequest request, string kind)
    {
        if (Text(request, "dryRun") is not string text)
        {
            return false;
        }

        return text == "All" ? true : throw Refusal.InvalidOptions(kind, FieldError.Unsupported("dryRun", $"\"{text}\"", ["All"]));
    }

    private static bool DryRunOf(IReadOnlyList<string> values)
    {
        string? wrong = values.FirstOrDefault(value => value != "All");
        return wrong is null
            ? values.Count > 0
            : throw Refusal.InvalidOptions("DeleteOptions", FieldError.Unsupported("dryRun", $"\"{wrong}\"", ["All"]));
    }

    private static FieldValidation Validation(HttpRequest request, string kind) => Text(request, "fieldValidation") switch
    {
        null or "Warn" => FieldValidation.Warn,
        "Ignore" => FieldValidation.Ignore,
        "Strict" => FieldValidation.Strict,
        string other => throw Refusal.InvalidOptions(
            kind, FieldError.Unsupported("fieldValidation", $"\"{other}\"", ["Ignore", "Strict", "Warn"])),
    };

    /// <summary>Who says no name is known by its program's.</summary>
    public static string ManagerOfAgent(HttpRequest request)
    {
        string agent = request.Headers.TryGetValue("User-Agent", out string? value) ? value.Split('/')[0].Trim() : string.Empty;
        return agent.Length switch
        {
            0 => "unknown",
            > FieldManagerLimit => agent[..FieldManagerLimit],
            _ => agent,
        };
    }
}
