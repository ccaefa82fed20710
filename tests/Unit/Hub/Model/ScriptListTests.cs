using System.Collections;
using System.Text;
using OcmPowerShell.Hub.Model;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Model;

/// <summary>
/// Lists that scripts see can be indexed in PowerShell: arrays and List can, what the compiler makes of a collection
/// expression for an IReadOnlyList cannot, and <c>$placement.Conditions[0]</c> is then all of them.
/// </summary>
public sealed class ScriptListTests
{
    private const string Placement = """
        {"metadata":{"name":"web","namespace":"prod"},"spec":{"clusterSets":["a"],
         "predicates":[{"requiredClusterSelector":{"labelSelector":{"matchLabels":{"env":"prod"}},"celSelector":{"celExpressions":["true"]}}}],
         "prioritizerPolicy":{"configurations":[{"scoreCoordinate":{"builtIn":"Steady"},"weight":1}]},
         "tolerations":[{"key":"gpu","operator":"Exists"}],
         "decisionStrategy":{"groupStrategy":{"decisionGroups":[{"groupName":"first","groupClusterSelector":{"labelSelector":{"matchLabels":{"a":"b"}}}}]}}},
         "status":{"conditions":[{"type":"PlacementSatisfied","status":"True"}],"decisionGroups":[{"decisionGroupIndex":0}]}}
        """;

    private const string ClusterSet = """{"metadata":{"name":"a"},"spec":{"managedNamespaces":[{"name":"n"}]},"status":{"conditions":[{"type":"ClusterSetEmpty","status":"True"}]}}""";

    public static TheoryData<string> Kinds => ["Placement", "ClusterSet", "Cluster"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_list_of_an_object_can_be_indexed(string kind)
    {
        HubObject value = kind switch
        {
            "Placement" => PlacementParser.Parse(Encoding.UTF8.GetBytes(Placement), "hub", false),
            "ClusterSet" => ClusterSetParser.Parse(Encoding.UTF8.GetBytes(ClusterSet), "hub", false),
            _ => ClusterParser.Parse(Recorded.Read("managedcluster.yaml").Span, "hub", false),
        };

        Assert.Contains(Lists(value), list => list.Value.Count > 0);
        Assert.DoesNotContain(Lists(value), list => !list.Value.GetType().IsArray && list.Value is not { IsReadOnly: false });
    }

    private static IEnumerable<(string Name, IList Value)> Lists(object value)
    {
        foreach (var property in value.GetType().GetProperties().Where(property => property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)))
        {
            if (property.GetValue(value) is IList list)
            {
                yield return (property.Name, list);
                foreach ((string, IList) inner in list.Cast<object>().SelectMany(Lists))
                {
                    yield return inner;
                }
            }
        }
    }
}
