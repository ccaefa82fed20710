namespace OcmPowerShell.Sandbox.Api.Selection;

/// <summary>Cuts a label selector into words and symbols. <c>in</c> and <c>notin</c> are words whose place gives them meaning.</summary>
internal sealed class LabelLexer
{
    private readonly string _text;
    private int _position;
    private LabelToken? _peeked;

    public LabelLexer(string text)
    {
        _text = text;
    }

    /// <summary>The next piece, left where it is.</summary>
    public LabelToken Peek() => _peeked ??= Next();

    /// <summary>The next piece.</summary>
    public LabelToken Take()
    {
        LabelToken token = Peek();
        _peeked = null;
        return token;
    }

    private static bool IsSpecial(char character) => character is '=' or '!' or '(' or ')' or ',' or '>' or '<';

    private static bool IsSpace(char character) => character is ' ' or '\t' or '\r' or '\n';

    private LabelToken Next()
    {
        while (_position < _text.Length && IsSpace(_text[_position]))
        {
            _position++;
        }

        if (_position >= _text.Length)
        {
            return new LabelToken(LabelTokenKind.End, string.Empty);
        }

        int start = _position;
        if (!IsSpecial(_text[_position]))
        {
            while (_position < _text.Length && !IsSpecial(_text[_position]) && !IsSpace(_text[_position]))
            {
                _position++;
            }

            return new LabelToken(LabelTokenKind.Word, _text[start.._position]);
        }

        // The only symbols of two characters are == and !=.
        _position += _text[start] is '=' or '!' && start + 1 < _text.Length && _text[start + 1] == '=' ? 2 : 1;
        return new LabelToken(LabelTokenKind.Symbol, _text[start.._position]);
    }
}
