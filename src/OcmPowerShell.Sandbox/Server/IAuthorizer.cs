namespace OcmPowerShell.Sandbox.Server;

/// <summary>Knows who may do what on one API server.</summary>
internal interface IAuthorizer
{
    /// <summary>Whether a user has the right to do something.</summary>
    /// <param name="identity">The user.</param>
    /// <param name="attributes">What is asked for.</param>
    bool Allows(Identity identity, RequestAttributes attributes);

    /// <summary>The same with the reason, where there is one to give.</summary>
    AuthorizationDecision Decide(Identity identity, RequestAttributes attributes) => new(Allows(identity, attributes), string.Empty);
}
