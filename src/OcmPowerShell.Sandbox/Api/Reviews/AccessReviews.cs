using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Api.Authorization;
using OcmPowerShell.Sandbox.Api.Json;
using OcmPowerShell.Sandbox.Schema;
using OcmPowerShell.Sandbox.Server;

namespace OcmPowerShell.Sandbox.Api.Reviews;

/// <summary>Answers questions about rights, of whoever asks or of somebody else.</summary>
internal sealed class AccessReviews(IAuthorizer authorizer)
{
    /// <summary>The status of an access review.</summary>
    /// <param name="type">Its kind.</param>
    /// <param name="self">Who asks, where it is about them; null where it names somebody.</param>
    /// <param name="spec">What it asks.</param>
    /// <param name="namespace">The namespace it was sent to; empty for none.</param>
    /// <exception cref="ApiException">It is no question.</exception>
    public JsonObject Decide(ResourceType type, Identity? self, JsonObject? spec, string @namespace)
    {
        JsonObject? resource = spec.Object("resourceAttributes");
        JsonObject? path = spec.Object("nonResourceAttributes");
        RequireQuestion(type, self, spec, resource, path, @namespace);
        var asked = new RequestAttributes(resource.Text("verb") ?? path.Text("verb") ?? string.Empty, path.Text("path") ?? string.Empty)
        {
            Group = resource.Text("group") ?? string.Empty,
            Version = resource.Text("version") ?? string.Empty,
            Namespace = resource.Text("namespace") ?? string.Empty,
            Resource = resource.Text("resource") ?? string.Empty,
            Subresource = resource.Text("subresource") ?? string.Empty,
            Name = resource.Text("name") ?? string.Empty,
        };

        // As groups are: whoever is named is taken to be in these and no others.
        Identity identity = self ?? new Identity(spec.Text("user") ?? string.Empty, spec.Texts("groups")) { Uid = spec.Text("uid") };
        AuthorizationDecision decision = authorizer.Decide(identity, asked);
        var status = new JsonObject { ["allowed"] = decision.IsAllowed };
        if (decision.Reason.Length > 0)
        {
            status["reason"] = decision.Reason;
        }

        return status;
    }

    /// <summary>The status of a rules review.</summary>
    /// <exception cref="ApiException">It names no namespace.</exception>
    public JsonObject Rules(Identity self, JsonObject? spec)
    {
        if (spec.Text("namespace") is not { Length: > 0 } @namespace)
        {
            throw Refusal.BadRequest("no namespace on request");
        }

        IReadOnlyList<PolicyRule> rules = (authorizer as RbacAuthorizer)?.RulesFor(self, @namespace) ?? [];
        if (rules.Count == 0 && self.IsAdmin)
        {
            rules = [PolicyRule.AllResources, PolicyRule.AllPaths];
        }

        return new JsonObject
        {
            ["resourceRules"] = new JsonArray([.. rules.Where(rule => rule.NonResourceUrls.Count == 0).Select(ResourceRule)]),
            ["nonResourceRules"] = new JsonArray([.. rules.Where(rule => rule.NonResourceUrls.Count > 0).Select(rule =>
                new JsonObject { ["verbs"] = Texts(rule.Verbs), ["nonResourceURLs"] = Texts(rule.NonResourceUrls) })]),
            ["incomplete"] = false,
        };
    }

    private static void RequireQuestion(
        ResourceType type, Identity? self, JsonObject? spec, JsonObject? resource, JsonObject? path, string @namespace)
    {
        List<FieldError> errors = [];
        if (resource is not null && path is not null)
        {
            errors.Add(FieldError.Invalid("spec.nonResourceAttributes", "{}", "cannot be specified in combination with resourceAttributes"));
        }
        else if (resource is null && path is null)
        {
            errors.Add(FieldError.Invalid("spec.resourceAttributes", "null", "exactly one of nonResourceAttributes or resourceAttributes must be specified"));
        }

        if (self is null && spec.Text("user") is null or "" && spec.Texts("groups").Count == 0)
        {
            errors.Add(FieldError.Invalid("spec.user", "\"\"", "at least one of user or group must be specified"));
        }

        if (errors.Count == 0 && @namespace.Length > 0 && resource.Text("namespace") != @namespace)
        {
            throw Refusal.BadRequest($"spec.resourceAttributes.namespace must match namespace: {@namespace}");
        }

        if (errors.Count > 0)
        {
            throw Refusal.Invalid(type, string.Empty, errors);
        }
    }

    private static JsonObject ResourceRule(PolicyRule rule)
    {
        var value = new JsonObject { ["verbs"] = Texts(rule.Verbs), ["apiGroups"] = Texts(rule.ApiGroups), ["resources"] = Texts(rule.Resources) };
        if (rule.ResourceNames.Count > 0)
        {
            value["resourceNames"] = Texts(rule.ResourceNames);
        }

        return value;
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
