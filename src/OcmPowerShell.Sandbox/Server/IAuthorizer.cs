namespace OcmPowerShell.Sandbox.Server;

/// <summary>Knows who may do what on one API server.</summary>
internal interface IAuthorizer
{
    /// <summary>Whether a user has the right to do something.</summary>
    /// <param name="identity">The user.</param>
    /// <param name="attributes">What is asked for.</param>
    bool Allows(Identity identity, RequestAttributes attributes);
}
