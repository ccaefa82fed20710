using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Cel;
using OcmPowerShell.Hub.Cel.Functions;
using OcmPowerShell.Hub.Cel.Values;
using Xunit;

namespace OcmPowerShell.Tests.Hub.Cel;

public sealed class CelExpressionTests
{
    private static readonly CelEnvironment Environment = new(
        [("o", CelType.Dyn), ("flag", CelType.Bool)], OcmFunctions.HasConditions, OcmFunctions.ParseJson);

    private static readonly JsonNode Sample = JsonNode.Parse(
        """
        {
          "name": "web", "replicas": 3, "ratio": 0.5, "whole": 2.0, "none": null, "paused": false,
          "labels": { "app": "x", "a-b": "dash" },
          "ports": [80, 443],
          "conditions": [
            { "type": "Ready", "status": "True" },
            { "type": "Progressing" }
          ],
          "status": { "conditions": [ {} ] }
        }
        """)!;

    [Theory]
    // Literals.
    [InlineData("""[1, -1, 0x1F, 1u, 1.5, 1e3, .5, true, null, "a", 'b', r'\n', '''q'q''', "\u00e9\x41\101\n"] == [1, 0 - 1, 31, 1, 1.5, 1000, 0.5, true, null, 'a', 'b', '\\n', "q'q", "éAA\n"]""")]
    [InlineData("-9223372036854775808 < 9223372036854775807 && --1 == 1 && !!true && - -1 == 1")]
    [InlineData("""b'\xff\x00' == b"\377\000" && b'é' == bytes('é') && size(b'é') == 2 && rb'\n' != br'\t'""")]
    [InlineData("{'a': 1, 'b': [2,],} == {'b': [2], 'a': 1.0,} && [] == [] && {} == {} // a comment")]
    // Fields and items.
    [InlineData("o.name == 'web' && o['name'] == 'web' && o.labels['a-b'] == 'dash' && o.labels.`a-b` == 'dash' && o.ports[1] == 443 && o.ports[0u] == 80 && o.ports[1.0] == 443")]
    [InlineData("has(o.name) && !has(o.missing) && has(o.none) && !has(o.name.x) && !has(o.labels.zz)")]
    [InlineData("{1: 'a', 2u: 'b', true: 'c'}[1.0] == 'a' && {1: 'a', 2u: 'b', true: 'c'}[2] == 'b' && 1u in {1: 'a'}")]
    // Numbers of JSON.
    [InlineData("type(o.replicas) == int && type(o.ratio) == double && type(o.whole) == double && type(o.none) == null_type && type(o.ports) == list && type(o.labels) == map && type(type(1)) == type")]
    [InlineData("o.replicas == 3.0 && o.replicas == 3u && o.whole == 2 && o.replicas > o.ratio && o.replicas != 'web' && dyn(1) != dyn('1')")]
    [InlineData("1u < 2 && -1 < 0u && 18446744073709551615u > 9223372036854775807 && 1.5 > 1 && 1e300 > 9223372036854775807 && !(double('NaN') == double('NaN'))")]
    // Arithmetic.
    [InlineData("7 / 2 == 3 && -7 / 2 == -3 && -7 % 2 == -1 && 7u % 4u == 3u && 1 + 2 * 3 - 4 == 3 && 1.5 * 2.0 == 3.0 && 'a' + 'b' == 'ab' && [1] + [2] == [1, 2] && b'a' + b'b' == b'ab'")]
    [InlineData("1.0 / 0.0 > 1e308 && -(-9223372036854775807) > 0")]
    // Logic.
    [InlineData("(o.missing || true) && (true || o.missing) && !(o.missing && false) && !(false && o.missing) && (1 / 0 > 1 || true)")]
    [InlineData("(flag ? 1 : 2) == 1 && (false ? o.missing : 'x') == 'x' && (false ? 1 : true ? 2 : 3) == 2")]
    // Macros.
    [InlineData("o.conditions.exists(c, c.type == 'Ready' && c.status == 'True') && o.conditions.all(c, has(c.type)) && o.conditions.exists_one(c, c.type == 'Ready') && o.conditions.existsOne(c, c.type == 'Ready')")]
    [InlineData("o.conditions.exists(c, c.status == 'True') && !o.conditions.all(c, c.status == 'False')")]
    [InlineData("o.ports.map(p, p + 1) == [81, 444] && o.ports.filter(p, p > 100) == [443] && o.ports.map(p, p > 100, string(p)) == ['443'] && [].all(x, false) && ![].exists(x, true)")]
    [InlineData("o.labels.exists(k, k == 'app' && o.labels[k] == 'x') && {'a': 1}.map(k, k) == ['a'] && [[1], [2]].all(x, x.exists(x, x > 0)) && [1].map(o, o) == [1]")]
    [InlineData("443 in o.ports && 443.0 in o.ports && !(1 in o.ports) && 'app' in o.labels && !('zz' in o.labels) && !('a' in []) && o.none in [null]")]
    // Conversions.
    [InlineData("int('42') == 42 && int(2.9) == 2 && int(-2.9) == -2 && int(3u) == 3 && uint('7') == 7u && double('1.5') == 1.5 && bool('true') && bool('F') == false && string(b'a') == 'a'")]
    [InlineData("string(1) == '1' && string(1.0) == '1' && string(0.1) == '0.1' && string(1e21) == '1e+21' && string(123456.5) == '123456.5' && string(1e-5) == '1e-05' && string(true) == 'true' && string(2u) == '2' && string(1e6) == '1e+06'")]
    [InlineData("size('é€😀') == 3 && 'abc'.size() == 3 && size([1, 2]) == 2 && {'a': 1}.size() == 1")]
    // Texts.
    [InlineData("'hello'.startsWith('he') && 'hello'.endsWith('lo') && 'hello'.contains('ell') && !'hello'.contains('z') && 'TacoCÆt'.lowerAscii() == 'tacocÆt' && 'tÆ'.upperAscii() == 'TÆ'")]
    [InlineData("'hello'.charAt(4) == 'o' && 'hello'.charAt(5) == '' && 'tacocat'.substring(4) == 'cat' && 'tacocat'.substring(0, 4) == 'taco' && ' \\ta\\n'.trim() == 'a' && 'gums'.reverse() == 'smug'")]
    [InlineData("'hello mellow'.indexOf('ello') == 1 && 'hello mellow'.indexOf('ello', 2) == 7 && 'hello mellow'.indexOf('ello', 20) == -1 && 'hello mellow'.indexOf('', 2) == 2 && 'x'.indexOf('xyz') == -1")]
    [InlineData("'hello mellow'.lastIndexOf('ello') == 7 && 'hello mellow'.lastIndexOf('ello', 6) == 1 && 'hello mellow'.lastIndexOf('') == 12 && 'hello mellow'.lastIndexOf('ello', 20) == -1 && 'a'.lastIndexOf('ab') == -1")]
    [InlineData("'hello hello'.replace('he', 'we') == 'wello wello' && 'hello hello'.replace('he', 'we', 1) == 'wello hello' && 'hello hello'.replace('he', 'we', 0) == 'hello hello' && 'abc'.replace('', '_') == '_a_b_c_' && 'abc'.replace('', '_', 2) == '_a_bc'")]
    [InlineData("'a b c'.split(' ') == ['a', 'b', 'c'] && 'a b c'.split(' ', 2) == ['a', 'b c'] && 'a b'.split(' ', 0) == [] && 'ab'.split('') == ['a', 'b'] && 'abc'.split('', 2) == ['a', 'bc'] && ''.split(',') == ['']")]
    [InlineData("['a', 'b'].join() == 'ab' && ['a', 'b'].join('/') == 'a/b' && [].join('/') == ''")]
    // Regular expressions, as RE2 reads them.
    [InlineData(@"'abc123'.matches('^[a-z]+\\d+$') && !'abc\n'.matches('^abc$') && !'٣'.matches('^\\d$') && matches('x', 'x') && 'a[b'.matches('^a[[]b$') && 'Ab'.matches('(?i)^ab$') && 'ab1'.matches('^[[:alnum:]]+$')")]
    [InlineData(@"'abc 123'.find('[0-9]+') == '123' && 'abc'.find('x') == '' && '1 2 3'.findAll('[0-9]') == ['1', '2', '3'] && '1 2 3'.findAll('[0-9]', 2) == ['1', '2'] && 'a'.findAll('x') == []")]
    // Lists.
    [InlineData("[3, 1, 2].min() == 1 && [3, 1, 2].max() == 3 && [1, 2].sum() == 3 && [1.5, 2.0].sum() == 3.5 && [].sum() == 0 && [1, 2, 2].isSorted() && !['b', 'a'].isSorted() && [1, 2, 2].indexOf(2) == 1 && [1, 2, 2].lastIndexOf(2) == 2 && [1].indexOf(9) == -1")]
    // Times.
    [InlineData("timestamp('2024-02-29T12:30:45.5+02:00') == timestamp('2024-02-29T10:30:45.500Z') && string(timestamp('2024-02-29T12:30:45.5+02:00')) == '2024-02-29T10:30:45.5Z' && timestamp('1970-01-01T00:00:10Z') == timestamp(10) && int(timestamp(10)) == 10")]
    [InlineData("timestamp('2024-03-01T00:00:00Z') - duration('24h') == timestamp('2024-02-29T00:00:00Z') && timestamp(10) - timestamp(4) == duration('6s') && timestamp(0) + duration('1m') > timestamp(59) && duration('1h30m') == duration('90m') && string(duration('-1.5s')) == '-1.5s'")]
    [InlineData("timestamp('2024-02-29T12:30:45.25Z').getFullYear() == 2024 && timestamp('2024-02-29T00:00:00Z').getMonth() == 1 && timestamp('2024-02-29T00:00:00Z').getDate() == 29 && timestamp('2024-02-29T00:00:00Z').getDayOfWeek() == 4 && duration('90m').getHours() == 1 && timestamp('2024-02-29T12:30:45.25Z').getMilliseconds() == 250")]
    [InlineData("type(duration('1s')) == google.protobuf.Duration && type(timestamp(0)) == google.protobuf.Timestamp")]
    // Versions and quantities.
    [InlineData("semver('1.2.3').isGreaterThan(semver('1.2.2')) && semver('1.2.3-rc.1').isLessThan(semver('1.2.3')) && semver('1.2.3-rc.2').compareTo(semver('1.2.3-rc.10')) == -1 && semver('1.2.3+a') == semver('1.2.3+b') && semver('1.2.3').major() == 1 && semver('1.2.3').minor() == 2 && semver('1.2.3').patch() == 3")]
    [InlineData("isSemver('1.2.3-alpha.1+x') && !isSemver('1.2') && !isSemver('v1.2.3') && !isSemver('01.2.3') && !isSemver('1.2.3-01') && !isSemver('1.2.3-') && semver('v1.28', true) == semver('1.28.0') && isSemver('01.01', true) && !isSemver('1.2-rc', true)")]
    [InlineData("quantity('1Gi').isGreaterThan(quantity('1G')) && quantity('200M').compareTo(quantity('0.2G')) == 0 && quantity('50k').add(quantity('20k')) == quantity('70k') && quantity('50k').sub(20000).asInteger() == 30000 && quantity('500m').asApproximateFloat() == 0.5 && quantity('1').isLessThan(quantity('1100m')) && !quantity('500m').isInteger() && quantity('-1').sign() == -1")]
    [InlineData("isQuantity('1.3Gi') && !isQuantity('200K') && !isQuantity('Three') && !isQuantity('1,3G') && isQuantity('1e3') && !isQuantity('')")]
    // OCM's own.
    [InlineData("""hasConditions(o.status) && !hasConditions({}) && !hasConditions("x") && !hasConditions({"conditions": []}) && !hasConditions({"conditions": null})""")]
    [InlineData("""'{"a":[1,{"b":"x"}]}'.parseJSON().a[1].b == 'x' && type('{"a":1}'.parseJSON().a) == double && '{"a":1}'.parseJSON().a == 1""")]
    public void An_expression_holds(string expression) => Assert.Equal(true, Evaluate(expression));

    [Theory]
    [InlineData("o.missing", "no such key: missing")]
    [InlineData("o['missing']", "no such key: missing")]
    [InlineData("o.missing.deeper == 1", "no such key: missing")]
    [InlineData("has(o.missing.deeper)", "no such key: missing")]
    [InlineData("o.name.x", "no such key: x")]
    [InlineData("o.none.x", "no such key: x")]
    [InlineData("o.ports[2]", "index out of bounds: 2")]
    [InlineData("o.ports[-1]", "index out of bounds: -1")]
    [InlineData("o.ports[0.5]", "index out of bounds: 0.5")]
    [InlineData("o.ports['a']", "unsupported index type 'string' in list")]
    [InlineData("9223372036854775807 + 1", "integer overflow")]
    [InlineData("-9223372036854775808 - 1", "integer overflow")]
    [InlineData("-9223372036854775808 / -1", "integer overflow")]
    [InlineData("-9223372036854775808 % -1", "integer overflow")]
    [InlineData("-(-9223372036854775808)", "integer overflow")]
    [InlineData("0u - 1u", "unsigned integer overflow")]
    [InlineData("18446744073709551615u * 18446744073709551615u", "unsigned integer overflow")]
    [InlineData("1 / 0", "division by zero")]
    [InlineData("1u % 0u", "modulus by zero")]
    [InlineData("o.missing && true", "no such key: missing")]
    [InlineData("o.name && true", "no such overload")]
    [InlineData("o.name < 1", "no such overload")]
    [InlineData("o.name + 1", "no such overload")]
    [InlineData("o.replicas.startsWith('a')", "no such overload: startsWith(int, string)")]
    [InlineData("o.name ? 1 : 2", "no such overload")]
    [InlineData("o.conditions.all(c, has(c.type) && c.status == 'True')", "no such key: status")]
    [InlineData("o.name.all(c, true)", "unsupported comprehension range type: string")]
    [InlineData("int('x')", "type conversion error from 'string' to 'int'")]
    [InlineData("int(1e30)", "integer overflow")]
    [InlineData("uint(-1)", "unsigned integer overflow")]
    [InlineData("double('NaN') < 1.0", "NaN values cannot be ordered")]
    [InlineData("timestamp('today')", "type conversion error from 'string' to 'google.protobuf.Timestamp'")]
    [InlineData("timestamp('9999-12-31T23:59:59Z') + duration('1s')", "timestamp overflow")]
    [InlineData("duration('1y')", "type conversion error from 'string' to 'google.protobuf.Duration'")]
    [InlineData("'a'.charAt(-1)", "index out of range: -1")]
    [InlineData("'tacocat'.substring(2, 1)", "invalid substring range. start: 2, end: 1")]
    [InlineData("[].min()", "min called on empty list")]
    [InlineData("[1].join()", "join: invalid input: 1")]
    [InlineData("'a'.matches('(')", "error parsing regexp: invalid or unsupported syntax: `(`")]
    [InlineData("'a'.matches('(?=a)')", "error parsing regexp: invalid or unsupported syntax: `(?=a)`")]
    [InlineData("'a'.matches('((a{100}){100}){100}')", "error parsing regexp: invalid repeat count: `((a{100}){100}){100}`")]
    [InlineData("quantity('200K')", "unable to parse quantity's suffix")]
    [InlineData("quantity('0.5').asInteger()", "cannot convert value to integer")]
    [InlineData("{dyn(1.5): 1}", "unsupported key type: double")]
    [InlineData("'{'.parseJSON()", "failed to parse json: the text is not valid JSON")]
    public void An_expression_comes_to_an_error(string expression, string message) =>
        Assert.Equal(message, Assert.Throws<CelEvaluationException>(() => Evaluate(expression)).Message);

    [Theory]
    [InlineData("badcel", "1:1: undeclared reference to 'badcel' (in container '')")]
    [InlineData("o.name == zz", "1:11: undeclared reference to 'zz' (in container '')")]
    [InlineData("true &&\n  zz", "2:3: undeclared reference to 'zz' (in container '')")]
    [InlineData("foo(1)", "1:4: undeclared reference to 'foo' (in container '')")]
    [InlineData("o.foo(1)", "1:6: undeclared reference to 'foo' (in container '')")]
    [InlineData("[1].all(x, y)", "1:12: undeclared reference to 'y' (in container '')")]
    [InlineData("[1].all(x, x > 0) && x", "1:22: undeclared reference to 'x' (in container '')")]
    [InlineData("'a' + 1", "1:5: found no matching overload for '_+_' applied to '(string, int)'")]
    [InlineData("1 == 'a'", "1:3: found no matching overload for '_==_' applied to '(int, string)'")]
    [InlineData("1.startsWith('a')", "1:13: found no matching overload for 'startsWith' applied to 'int.(string)'")]
    [InlineData("size(1, 2)", "1:5: found no matching overload for 'size' applied to '(int, int)'")]
    [InlineData("!1", "1:1: found no matching overload for '!_' applied to '(int)'")]
    [InlineData("flag && 'a'", "1:9: expected type 'bool' but found 'string'")]
    [InlineData("flag.x", "1:5: type 'bool' does not support field selection")]
    [InlineData("1.all(x, true)", "1:1: expression of type 'int' cannot be range of a comprehension (must be list, map, or dynamic)")]
    [InlineData("has(o)", "1:5: invalid argument to has() macro")]
    [InlineData("[1].all(x.y, true)", "1:10: argument must be a simple name")]
    [InlineData("[1].map(1, true)", "1:9: argument is not an identifier")]
    [InlineData("o.for + package", "1:9: reserved identifier: package")]
    [InlineData("1 +", "1:4: Syntax error: mismatched input '<EOF>' expecting {'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}")]
    [InlineData("(1", "1:3: Syntax error: mismatched input '<EOF>' expecting ')'")]
    [InlineData("1 2", "1:3: Syntax error: mismatched input '2' expecting <EOF>")]
    [InlineData("o.true", "1:3: Syntax error: mismatched input 'true' expecting IDENTIFIER")]
    [InlineData("1 # 2", "1:3: Syntax error: token recognition error at: '#'")]
    [InlineData("'abc", "1:1: Syntax error: token recognition error at: ''abc'")]
    [InlineData("'\\q'", "1:2: Syntax error: token recognition error at: '\\q'")]
    [InlineData("9223372036854775808", "1:1: invalid int literal")]
    [InlineData("18446744073709551616u", "1:1: invalid uint literal")]
    [InlineData("'%s'.format([1])", "1:12: the function 'format' is not supported by this hub")]
    [InlineData("ip('1.2.3.4')", "1:3: the function 'ip' is not supported by this hub")]
    [InlineData("o.?name", "1:3: optional values are not supported by this hub")]
    [InlineData("optional.of(1)", "1:12: the function 'of' is not supported by this hub")]
    public void What_there_is_not_does_not_compile(string expression, string message)
    {
        var error = Assert.Throws<CelCompileException>(() => Environment.Compile(expression));
        Assert.Equal("ERROR: <input>:" + message, error.Message);
    }

    [Fact]
    public void The_report_shows_the_place_in_the_source()
    {
        var error = Assert.Throws<CelCompileException>(() => Environment.Compile("true &&\n\t'é' == zz"));
        Assert.Equal("ERROR: <input>:2:9: undeclared reference to 'zz' (in container '')\n |  'é' == zz\n | ..．.....^", error.Report);
    }

    [Fact]
    public void A_function_of_the_caller_is_called_with_values()
    {
        var scores = CelFunction.Member(
            "scores", [CelType.Dyn, CelType.String], CelType.List,
            arguments => (string)arguments[1]! == "cpu"
                ? JsonNode.Parse("""[{"name":"free","value":7}]""")
                : throw new CelEvaluationException("failed to get score"));
        var environment = new CelEnvironment([("managedCluster", CelType.Map)], scores);
        var cluster = new JsonObject();

        Assert.Equal(true, environment.Compile("managedCluster.scores('cpu').filter(s, s.name == 'free')[0].value > 5").Evaluate("managedCluster", cluster));
        Assert.Equal(true, environment.Compile("managedCluster.scores('x').size() > 0 || true").Evaluate("managedCluster", cluster));
        var program = environment.Compile("managedCluster.scores('x').size() > 0");
        Assert.Equal("failed to get score", Assert.Throws<CelEvaluationException>(() => program.Evaluate("managedCluster", cluster)).Message);
        Assert.Throws<CelCompileException>(() => Environment.Compile("o.scores('cpu')"));
    }

    private static object? Evaluate(string expression) => Environment.Compile(expression).Evaluate(
        new Dictionary<string, object?> { ["o"] = Sample, ["flag"] = true });
}
