using System.Text.Json.Nodes;
using OcmPowerShell.Sandbox.Controllers;

namespace OcmPowerShell.Sandbox.ManagedClusters.Feedback;

/// <summary>What the feedback rules of a manifest gave: values, and how it went.</summary>
/// <param name="Values">As in <c>statusFeedback.values</c>.</param>
/// <param name="Condition">The condition <c>StatusFeedbackSynced</c>.</param>
internal sealed record FeedbackReading(JsonArray Values, Condition Condition);
