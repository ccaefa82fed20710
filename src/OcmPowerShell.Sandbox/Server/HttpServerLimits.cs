namespace OcmPowerShell.Sandbox.Server;

/// <summary>What the server takes from a client before it gives up on it.</summary>
internal sealed record HttpServerLimits
{
    /// <summary>Bytes of request line and headers together; more is 431.</summary>
    public int HeaderBytes { get; init; } = 64 * 1024;

    /// <summary>Bytes of a request's body; more is 413. A Kubernetes API server has the same limit.</summary>
    public int BodyBytes { get; init; } = 3 * 1024 * 1024;

    /// <summary>Connections at a time; further ones wait in the listener's queue.</summary>
    public int Connections { get; init; } = 1000;

    /// <summary>Watches at a time, each of which holds a connection; more are 429.</summary>
    public int Watches { get; init; } = 800;

    /// <summary>Whole answers above this many bytes are compressed for clients that accept gzip.</summary>
    public int CompressAbove { get; init; } = 128 * 1024;

    /// <summary>How long a TLS handshake may take.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may idle between two requests.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How long a request may take to arrive, counted from its first byte.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a client may take to read the next piece of an answer; one that reads nothing keeps old objects alive.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromMinutes(1);
}
