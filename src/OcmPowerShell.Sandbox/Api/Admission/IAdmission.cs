namespace OcmPowerShell.Sandbox.Api.Admission;

/// <summary>Rules of one kind beyond its schema: what a mutating and a validating webhook would say.</summary>
internal interface IAdmission
{
    /// <summary>Changes an object before it is checked against its schema.</summary>
    /// <exception cref="ApiException">The object is refused.</exception>
    void Mutate(AdmissionRequest request);

    /// <summary>Checks an object that its schema allows.</summary>
    /// <exception cref="ApiException">The object is refused.</exception>
    void Validate(AdmissionRequest request);
}
