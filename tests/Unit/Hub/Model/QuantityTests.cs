using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Hub.Model;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Model;

/// <summary>Kubernetes quantities.</summary>
public sealed class QuantityTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("8", "8")]
    [InlineData("500m", "0.5")]
    [InlineData("1500u", "0.0015")]
    [InlineData("2n", "0.000000002")]
    [InlineData("1.5", "1.5")]
    [InlineData(".5", "0.5")]
    [InlineData("+3", "3")]
    [InlineData("-2Ki", "-2048")]
    [InlineData("16Gi", "17179869184")]
    [InlineData("0.5Gi", "536870912")]
    [InlineData("16k", "16000")]
    [InlineData("3M", "3000000")]
    [InlineData("1T", "1000000000000")]
    [InlineData("1P", "1000000000000000")]
    [InlineData("2E", "2000000000000000000")]
    [InlineData("1Ei", "1152921504606846976")]
    [InlineData("1e3", "1000")]
    [InlineData("1E3", "1000")]
    [InlineData("12e-1", "1.2")]
    public void A_quantity_stands_for_a_number(string text, string number) =>
        Assert.Equal(decimal.Parse(number, CultureInfo.InvariantCulture), Quantity.Parse(text));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("Gi")]
    [InlineData("x")]
    [InlineData("1 Gi")]
    [InlineData(" 1")]
    [InlineData("1,5")]
    [InlineData("1gi")]
    [InlineData("1KiKi")]
    [InlineData("0x10")]
    [InlineData("1e")]
    [InlineData("NaN")]
    [InlineData("1e40")]
    [InlineData("99999999999999999999999999Ei")]
    public void What_is_not_a_quantity_is_not_reported(string? text) => Assert.Null(Quantity.Parse(text));

    [Theory]
    [InlineData("1", 1L)]
    [InlineData("1500m", 2L)]
    [InlineData("1n", 1L)]
    [InlineData("-1500m", -1L)]
    [InlineData("16Gi", 17179869184L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("9223372036854775808", null)]
    [InlineData("8Ei", null)]
    [InlineData("x", null)]
    public void Bytes_are_whole_and_rounded_up(string text, long? bytes) => Assert.Equal(bytes, Quantity.ParseBytes(text));

    [Fact]
    public void Any_text_is_a_number_or_nothing() => Prop.ForAll(
        ArbMap.Default.ArbFor<string?>(), text =>
        {
            Quantity.Parse(text);
            Quantity.ParseBytes(text);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void A_suffix_multiplies()
    {
        (string Suffix, decimal Factor)[] suffixes = [("", 1), ("m", 0.001m), ("k", 1000), ("Ki", 1024), ("M", 1_000_000), ("Mi", 1024 * 1024), ("Gi", 1024m * 1024 * 1024)];
        Gen<(int Number, (string Suffix, decimal Factor) Unit)> quantities =
            from number in Gen.Choose(-1_000_000, 1_000_000)
            from unit in Gen.Elements(suffixes)
            select (number, unit);

        Prop.ForAll(quantities.ToArbitrary(), quantity =>
            Quantity.Parse(string.Create(CultureInfo.InvariantCulture, $"{quantity.Number / 8m}{quantity.Unit.Suffix}")) == quantity.Number / 8m * quantity.Unit.Factor)
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }
}
