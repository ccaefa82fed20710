using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using OcmPowerShell.Hub.Cel;
using OcmPowerShell.Hub.Cel.Functions;
using OcmPowerShell.Hub.Cel.Values;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Cel;

/// <summary>What a stranger's expression may do: nothing that crashes, hangs or exhausts the process.</summary>
public sealed class CelLimitTests
{
    private static readonly CelEnvironment Environment = new([("o", CelType.Dyn), ("a", CelType.Dyn), ("b", CelType.Dyn)], OcmFunctions.ParseJson);

    private static readonly string[] Tokens =
    [
        "o", "a", "x", "1", "2u", "1.5", "'s'", "b'y'", "true", "null", "(", ")", "[", "]", "{", "}", ".", ",", ":", "?", "+", "-", "*", "/", "%",
        "!", "==", "<", "in", "&&", "||", ".all(x,", ".map(x,", ".exists(x,", "has(", "size(", ".size()", ".matches('", "'", "\"", "`", "\\", "0x", "1e", " ",
    ];

    [Fact]
    public void No_text_crashes_the_compiler()
    {
        Prop.ForAll<NonNull<string>>(text => Survives(text.Get)).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
        Prop.ForAll(ArbMap.Default.GeneratorFor<byte[]>().ToArbitrary(), bytes => Survives(System.Text.Encoding.Latin1.GetString(bytes)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));
        Prop.ForAll(Gen.Elements(Tokens).ListOf().Select(string.Concat).ToArbitrary(), Survives).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Theory]
    [InlineData("(", "1", ")")]
    [InlineData("[", "1", "]")]
    [InlineData("{'a':", "1", "}")]
    [InlineData("true ? true : ", "true", "")]
    [InlineData("dyn(", "1", ")")]
    [InlineData("1+", "1", "")]
    [InlineData("o.a.", "b", "")]
    [InlineData("o[", "1", "]")]
    [InlineData("[1].all(x, ", "true", ")")]
    public void Nesting_is_bounded(string open, string inner, string close)
    {
        Environment.Compile(Repeated(open, inner, close, 20));
        var error = Assert.Throws<CelCompileException>(() => Environment.Compile(Repeated(open, inner, close, 5000)));
        Assert.Contains("expression recursion limit exceeded: 250", error.Message);
    }

    [Fact]
    public void Length_is_bounded_and_chains_of_logic_may_be_long()
    {
        var chain = Environment.Compile(string.Join(" && ", Enumerable.Repeat("true", 10_000)));
        Assert.Equal(true, chain.Evaluate("o", null));
        var error = Assert.Throws<CelCompileException>(() => Environment.Compile(new string(' ', 100_001)));
        Assert.Contains("expression code point size exceeds limit: size: 100001, limit 100000", error.Message);
    }

    [Theory]
    [InlineData("o.all(a, o.all(b, o.all(a, true)))")]
    [InlineData("o.map(a, o.map(b, o)).size() > 0 && o.map(a, o.map(b, o)).size() > 0")]
    [InlineData("o.all(a, a < 9223372036854775807 + 1 || o.all(b, b >= 0))")]
    [InlineData("o.exists(a, o.exists(b, b.missing))")]
    public void Cost_is_bounded(string expression)
    {
        var items = new JsonArray([.. Enumerable.Range(0, 1000).Select(number => (JsonNode)(long)number)]);
        var program = Environment.Compile(expression);
        var error = Assert.Throws<CelEvaluationException>(() => program.Evaluate("o", items, new CelBudget(100_000)));
        Assert.Equal("CEL evaluation budget exceeded", error.Message);
    }

    [Fact]
    public void One_call_may_not_take_the_whole_budget()
    {
        string match = $"!'{new string('b', 20_000)}'.matches('{new string('a', 900)}')";
        Assert.Equal(true, Environment.Compile($"{match} && {match}").Evaluate("o", null));
        var error = Assert.Throws<CelEvaluationException>(() => Environment.Compile($"{match} && {match} && {match}").Evaluate("o", null));
        Assert.Equal("operation cancelled: actual cost limit exceeded", error.Message);
    }

    [Theory]
    [InlineData("['aaaaaaaa']", ".map(a, a + a)", "")]
    [InlineData("[[1, 2]]", ".map(a, a + a)", "")]
    [InlineData("['aaaaaaaa']", ".map(a, a.replace('', a))", "")]
    [InlineData("['aaaaaaaa']", ".map(a, a.split('').join(a))", "")]
    [InlineData("[1]", ".map(a, [a, a])", ".exists(a, a == a)")]
    [InlineData("[1]", ".map(a, [a, a])", ".exists(a, a in [a])")]
    public void Values_do_not_grow_beyond_their_cost(string start, string step, string end)
    {
        string expression = start + string.Concat(Enumerable.Repeat(step, 100)) + end;
        Assert.Throws<CelEvaluationException>(() => Environment.Compile(expression).Evaluate("o", null));
    }

    [Fact]
    public void Expressions_share_a_budget()
    {
        var budget = new CelBudget(100);
        var program = Environment.Compile("o.a.b == 1");
        var value = JsonNode.Parse("""{"a":{"b":1}}""");
        Assert.Equal(true, program.Evaluate("o", value, budget));
        Assert.InRange(budget.Remaining, 80, 99);

        var error = Assert.Throws<CelEvaluationException>(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                program.Evaluate("o", value, budget);
            }
        });
        Assert.Equal("CEL evaluation budget exceeded", error.Message);
    }

    [Fact]
    public void A_pattern_that_counts_far_costs_more_than_its_length()
    {
        string text = new('a', 1_000);
        Assert.Equal(false, Environment.Compile($"'{text}'.matches('^(a|b){{9}}$')").Evaluate("o", null, new CelBudget(1_000)));
        var program = Environment.Compile($"'{text}'.matches('^(a|b){{900}}$')");
        Assert.Equal("CEL evaluation budget exceeded", Assert.Throws<CelEvaluationException>(() => program.Evaluate("o", null, new CelBudget(1_000))).Message);
    }

    [Fact]
    public void Logic_obeys_its_laws_whatever_fails()
    {
        var term = Gen.Elements("true", "false", "o.missing", "(1 / 0 == 1)", "o.b");
        Prop.ForAll(Gen.Three(term).ToArbitrary(), terms =>
        {
            (string a, string b, string c) = terms;
            return Outcome($"{a} && {b}") == Outcome($"{b} && {a}")
                && Outcome($"{a} || {b}") == Outcome($"{b} || {a}")
                && Outcome($"!({a} && {b})") == Outcome($"!{a} || !{b}")
                && Outcome($"({a} && {b}) && {c}") == Outcome($"{a} && ({b} && {c})")
                && Outcome($"[{a}, {b}].all(x, x)") == (Outcome(a) == "error" || Outcome(b) == "error" ? "error" : Outcome($"{a} && {b}"))
                && Outcome($"{a} ? {b} : {c}") == (Outcome($"{a} || false") switch { "True" => Outcome(b), "False" => Outcome(c), _ => "error" });
        }).Check(Config.QuickThrowOnFailure);
    }

    [Fact]
    public void Arithmetic_is_that_of_checked_integers()
    {
        var edge = Gen.Elements(long.MinValue, long.MinValue + 1, -1, 0, 1, 2, int.MaxValue, long.MaxValue - 1, long.MaxValue);
        var number = Gen.OneOf(edge, ArbMap.Default.GeneratorFor<long>());
        Prop.ForAll(Gen.Two(number).ToArbitrary(), pair =>
        {
            (long a, long b) = pair;
            return Computed("a + b", a, b) == Checked(() => checked(a + b))
                && Computed("a - b", a, b) == Checked(() => checked(a - b))
                && Computed("a * b", a, b) == Checked(() => checked(a * b))
                && Computed("a / b", a, b) == Checked(() => a / b)
                && Computed("a % b", a, b) == Checked(() => a % b)
                && Computed("a < b ? 1 : 0", a, b) == (a < b ? 1 : 0)
                && Computed("int(string(a))", a, b) == a;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    private static bool Survives(string text)
    {
        try
        {
            Environment.Compile(text).Evaluate(new Dictionary<string, object?> { ["o"] = JsonNode.Parse("""{"a":[1,2]}"""), ["a"] = 1L, ["b"] = "s" });
        }
        catch (Exception error) when (error is CelCompileException or CelEvaluationException)
        {
            Assert.NotEmpty(error.Message);
        }

        return true;
    }

    private static string Outcome(string expression)
    {
        try
        {
            object? value = Environment.Compile(expression).Evaluate("o", JsonNode.Parse("""{"b":true}"""));
            return value is bool ? value.ToString()! : "error";
        }
        catch (CelEvaluationException)
        {
            return "error";
        }
    }

    private static long? Computed(string expression, long a, long b)
    {
        try
        {
            return (long?)Environment.Compile(expression).Evaluate(new Dictionary<string, object?> { ["a"] = a, ["b"] = b });
        }
        catch (CelEvaluationException)
        {
            return null;
        }
    }

    private static long? Checked(Func<long> compute)
    {
        try
        {
            return compute();
        }
        catch (ArithmeticException)
        {
            return null;
        }
    }

    private static string Repeated(string open, string inner, string close, int times) =>
        string.Concat(Enumerable.Repeat(open, times)) + inner + string.Concat(Enumerable.Repeat(close, times));
}
