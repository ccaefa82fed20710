using System.Text.Json.Nodes;
using OcmPowerShell.Hub.Cel.Syntax;
using OcmPowerShell.Hub.Cel.Values;

namespace OcmPowerShell.Hub.Cel;

/// <summary>Evaluates a checked expression once.</summary>
internal sealed class CelEvaluator(IReadOnlyDictionary<string, object?> variables, CelMeter meter)
{
    private readonly List<(string Name, object? Value)> _locals = [];

    /// <summary>The value, or a <see cref="CelError"/>.</summary>
    /// <exception cref="CelEvaluationException">It costs too much.</exception>
    public object? Evaluate(CelExpression expression) => expression switch
    {
        CelExpression.Constant constant => constant.Value,
        CelExpression.Name name => Variable(name.Identifier),
        CelExpression.Select select => Selected(select),
        CelExpression.Index index => Indexed(index),
        CelExpression.Call call => Called(call),
        CelExpression.ListOf list => Listed(list),
        CelExpression.MapOf map => Mapped(map),
        CelExpression.Logic logic => Joined(logic),
        CelExpression.Conditional conditional => Evaluate(conditional.Condition) switch
        {
            true => Evaluate(conditional.Then),
            false => Evaluate(conditional.Else),
            CelError error => error,
            _ => CelError.NoSuchOverload,
        },
        CelExpression.Comprehension loop => Looped(loop),
        _ => CelError.NoSuchOverload,
    };

    private object? Variable(string name)
    {
        meter.Pay(1);
        for (int i = _locals.Count - 1; i >= 0; i--)
        {
            if (_locals[i].Name == name)
            {
                return _locals[i].Value;
            }
        }

        return variables.TryGetValue(name, out object? value)
            ? value is JsonNode json ? CelValue.FromJson(json) : value
            : CelType.Named.GetValueOrDefault(name) ?? (object)new CelError($"no such attribute(s): {name}");
    }

    private object? Selected(CelExpression.Select select)
    {
        if (CelChecker.QualifiedType(select) is { } type)
        {
            return type;
        }

        object? operand = Evaluate(select.Operand);
        if (operand is CelError)
        {
            return operand;
        }

        meter.Pay(1);
        if (operand is IReadOnlyList<object?>)
        {
            return new CelError("unsupported index type 'string' in list");
        }

        object? value = null;
        bool found = operand is CelMap map && map.TryGet(select.Member, out value);
        return select.Test ? found : found ? value : CelError.NoSuchKey(select.Member);
    }

    private object? Indexed(CelExpression.Index index)
    {
        object? operand = Evaluate(index.Operand);
        if (operand is CelError)
        {
            return operand;
        }

        object? key = Evaluate(index.Key);
        if (key is CelError)
        {
            return key;
        }

        meter.Pay(1);
        return operand switch
        {
            CelMap map => map.TryGet(key, out object? value) ? value : CelError.NoSuchKey(key),
            IReadOnlyList<object?> list when key is long or ulong or double => CelOrder.OfNumbers(key, (long)list.Count) < 0
                && CelOrder.OfNumbers(key, 0L) >= 0 && (key is not double fraction || fraction == Math.Floor(fraction))
                    ? list[Convert.ToInt32(key, System.Globalization.CultureInfo.InvariantCulture)]
                    : CelError.OutOfBounds(key),
            IReadOnlyList<object?> => new CelError($"unsupported index type '{CelValue.TypeOf(key).Name}' in list"),
            _ => CelError.NoSuchKey(key),
        };
    }

    private object? Called(CelExpression.Call call)
    {
        var arguments = new object?[call.Arguments.Count];
        var types = new CelType[arguments.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            arguments[i] = Evaluate(call.Arguments[i]);
            if (arguments[i] is CelError)
            {
                return arguments[i];
            }

            types[i] = CelValue.TypeOf(arguments[i]);
        }

        if (Fitting(call.Overloads, types) is not { } function)
        {
            return char.IsAsciiLetter(call.Function[0])
                ? new CelError($"no such overload: {call.Function}({string.Join(", ", types.Select(type => type.Name))})")
                : CelError.NoSuchOverload;
        }

        meter.Pay(function.Cost(arguments));
        return Result(function, arguments);
    }

    private static CelFunction? Fitting(IReadOnlyList<CelFunction> overloads, CelType[] types)
    {
        for (int i = 0; i < overloads.Count; i++)
        {
            if (overloads[i].Takes(types))
            {
                return overloads[i];
            }
        }

        return null;
    }

    private static object? Result(CelFunction function, object?[] arguments)
    {
        try
        {
            object? value = function.Body(arguments);
            return value is JsonNode json ? CelValue.FromJson(json) : value;
        }
        catch (CelEvaluationException error)
        {
            return new CelError(error.Message);
        }
    }

    private object Listed(CelExpression.ListOf list)
    {
        var items = new object?[list.Items.Count];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = Evaluate(list.Items[i]);
            if (items[i] is CelError error)
            {
                return error;
            }
        }

        meter.Pay(10 + items.Length);
        return items;
    }

    private object Mapped(CelExpression.MapOf map)
    {
        var entries = new CelEntries();
        foreach ((CelExpression keyOf, CelExpression valueOf) in map.Entries)
        {
            object? key = Evaluate(keyOf);
            object? value = key is CelError ? null : Evaluate(valueOf);
            if ((key ?? value) is CelError || value is CelError)
            {
                return key as CelError ?? (CelError)value!;
            }

            if (!entries.Set(key, value))
            {
                return new CelError($"unsupported key type: {CelValue.TypeOf(key).Name}");
            }
        }

        meter.Pay(30 + map.Entries.Count);
        return entries;
    }

    /// <summary>One term that decides is enough, whatever errors stand beside it.</summary>
    private object Joined(CelExpression.Logic logic)
    {
        CelError? first = null;
        foreach (CelExpression term in logic.Terms)
        {
            object? value = Evaluate(term);
            if (value is bool flag)
            {
                if (flag != logic.All)
                {
                    return flag;
                }
            }
            else
            {
                first ??= value as CelError ?? CelError.NoSuchOverload;
            }
        }

        return first ?? (object)logic.All;
    }

    private object Looped(CelExpression.Comprehension loop)
    {
        object? range = Evaluate(loop.Range);
        IEnumerable<object?>? items = range is CelMap map ? map.Keys : range as IReadOnlyList<object?>;
        if (items is null)
        {
            return range as CelError ?? new CelError($"unsupported comprehension range type: {CelValue.TypeOf(range).Name}");
        }

        _locals.Add((loop.Variable, null));
        object result = loop.Loop switch
        {
            CelLoop.Collect => Collected(loop, items),
            CelLoop.ExistsOne => Counted(loop, items),
            _ => Quantified(loop, items),
        };
        _locals.RemoveAt(_locals.Count - 1);
        return result;
    }

    private object Quantified(CelExpression.Comprehension loop, IEnumerable<object?> items)
    {
        bool all = loop.Loop == CelLoop.All;
        CelError? first = null;
        foreach (object? item in items)
        {
            object? value = OfItem(loop.Predicate!, loop, item);
            if (value is bool flag && flag != all)
            {
                return flag;
            }

            first ??= value as CelError ?? (value is bool ? null : CelError.NoSuchOverload);
        }

        return first ?? (object)all;
    }

    private object Counted(CelExpression.Comprehension loop, IEnumerable<object?> items)
    {
        int count = 0;
        foreach (object? item in items)
        {
            object? value = OfItem(loop.Predicate!, loop, item);
            if (value is not bool matches)
            {
                return value as CelError ?? CelError.NoSuchOverload;
            }

            count += matches ? 1 : 0;
        }

        return count == 1;
    }

    private object Collected(CelExpression.Comprehension loop, IEnumerable<object?> items)
    {
        List<object?> found = [];
        foreach (object? item in items)
        {
            object? matches = loop.Predicate is null ? true : OfItem(loop.Predicate, loop, item);
            if (matches is not bool)
            {
                return matches as CelError ?? CelError.NoSuchOverload;
            }

            if (matches is true)
            {
                object? value = loop.Transform is null ? item : OfItem(loop.Transform, loop, item);
                if (value is CelError error)
                {
                    return error;
                }

                meter.Pay(1);
                found.Add(value);
            }
        }

        meter.Pay(10);
        return found;
    }

    private object? OfItem(CelExpression expression, CelExpression.Comprehension loop, object? item)
    {
        meter.Pay(1);
        _locals[^1] = (loop.Variable, item);
        return Evaluate(expression);
    }
}
