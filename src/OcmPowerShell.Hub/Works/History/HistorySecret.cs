using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OcmPowerShell.Hub.Model;

namespace OcmPowerShell.Hub.Works.History;

/// <summary>Writes the Secret that keeps a former state.</summary>
internal static class HistorySecret
{
    // With a uid and a number behind it, a name stays below 253 characters.
    private const int LongestNamePart = 150;
    private const int LongestLabel = 63;
    private const int LongestText = 256;

    /// <summary>The Secret's name: the same for the same state, so that a change that is tried again finds it there.</summary>
    public static string Name(string work, string uid, long revision)
    {
        string part = work.Length <= LongestNamePart ? work : work[..LongestNamePart].TrimEnd('-', '.');
        return string.Create(CultureInfo.InvariantCulture, $"work-history.{part}.{uid}.{revision}");
    }

    /// <summary>A work's name as a label's value.</summary>
    public static string LabelOf(string work) =>
        work.Length <= LongestLabel ? work : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(work))).ToLowerInvariant()[..32];

    /// <summary>The Secret.</summary>
    /// <param name="former">The work in the state to keep.</param>
    /// <param name="author">Who brought it there.</param>
    /// <param name="packed">The packed spec.</param>
    /// <param name="now">The time.</param>
    /// <param name="replacedBy">The cmdlet and user that are about to change it.</param>
    public static byte[] Write(Work former, SpecAuthor author, byte[] packed, DateTime now, string replacedBy) => WorkBody.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("apiVersion", "v1");
        writer.WriteString("kind", "Secret");
        writer.WriteString("type", HistoryRecord.SecretType);
        writer.WriteBoolean("immutable", true);
        writer.WriteStartObject("metadata");
        writer.WriteString("name", Name(former.Name, former.Uid, former.Generation));
        writer.WriteStartObject("labels");
        writer.WriteString(HistoryRecord.WorkLabel, LabelOf(former.Name));
        writer.WriteString(HistoryRecord.WorkUidLabel, former.Uid);
        writer.WriteString(HistoryRecord.RevisionLabel, former.Generation.ToString(CultureInfo.InvariantCulture));
        writer.WriteString(HistoryRecord.HashLabel, former.ManifestHash);
        writer.WriteEndObject();
        writer.WriteStartObject("annotations");
        writer.WriteString(HistoryRecord.NameAnnotation, former.Name);
        writer.WriteString(HistoryRecord.CreatedAnnotation, Text(author.Time));
        writer.WriteString(HistoryRecord.ByAnnotation, Text(author.Manager));
        writer.WriteString(HistoryRecord.ReplacedAnnotation, Text(now));
        writer.WriteString(HistoryRecord.ReplacedByAnnotation, Text(replacedBy));
        writer.WriteString(HistoryRecord.CountAnnotation, former.ManifestCount.ToString(CultureInfo.InvariantCulture));
        writer.WriteString(HistoryRecord.SizeAnnotation, former.SizeBytes.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndObject();

        // Goes with the work. It does not hold the work's deletion up, which would take a right on the work's finalizers.
        writer.WriteStartArray("ownerReferences");
        writer.WriteStartObject();
        writer.WriteString("apiVersion", "work.open-cluster-management.io/v1");
        writer.WriteString("kind", "ManifestWork");
        writer.WriteString("name", former.Name);
        writer.WriteString("uid", former.Uid);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteStartObject("data");
        writer.WriteBase64String(HistoryRecord.DataKey, packed);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static string Text(DateTime time) => time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    private static string Text(string text) => new([.. text.Where(letter => !char.IsControl(letter)).Take(LongestText)]);
}
