using OcmPowerShell.Sandbox.Schema;
using static OcmPowerShell.Sandbox.Kinds.Kubernetes.KubernetesShapes;
using static OcmPowerShell.Sandbox.Schema.Shape;

namespace OcmPowerShell.Sandbox.Kinds.Kubernetes;

/// <summary>The shape of a container in a pod.</summary>
internal static class ContainerShapes
{
    /// <summary>What a container may use.</summary>
    public static readonly SchemaNode Resources = Struct(
        "ResourceRequirements",
        "How much of the node's resources it gets.",
        ("claims", ListByKey(
            "Claims of the pod that it uses.",
            Struct("ResourceClaim", "A claim.", ("name*", Text("Its name among the pod's claims.")), ("request", Text("The part of it that is used."))),
            "name")),
        ("limits", CommonSchemas.Quantities("The most it may use.")),
        ("requests", CommonSchemas.Quantities("What is set aside for it; the limits where it is missing.")));

    private static readonly SchemaNode Http = Struct(
        "HTTPGetAction",
        "An HTTP request.",
        ("host", Text("The host; the pod's own address where it is missing.")),
        ("httpHeaders", List(
            "Headers to send.",
            Struct("HTTPHeader", "A header.", ("name*", Text("Its name.")), ("value*", Text("Its value."))))),
        ("path", Text("The path.")),
        ("port*", NumberOrText("The port's number or its name.")),
        ("scheme", Text("HTTP or HTTPS.")));

    private static readonly SchemaNode Exec = Struct("ExecAction", "A command in the container.", ("command", Texts("The command and its arguments; no shell reads it.")));

    private static readonly SchemaNode Tcp = Struct(
        "TCPSocketAction",
        "A connection that must open.",
        ("host", Text("The host; the pod's own address where it is missing.")),
        ("port*", NumberOrText("The port's number or its name.")));

    private static readonly SchemaNode Lifecycle = Struct(
        "Lifecycle",
        "What is done when the container has started or is about to end.",
        ("postStart", Handler("Done right after it was started.")),
        ("preStop", Handler("Done before it is stopped.")),
        ("stopSignal", Text("The signal that stops it.")));

    private static readonly SchemaNode KeyOfSource = Text("The key in it.");

    private static readonly SchemaNode Env = Struct(
        "EnvVar",
        "An environment variable.",
        ("name*", Text("Its name.")),
        ("value", Text("Its value; $(NAME) stands for another variable.")),
        ("valueFrom", Struct(
            "EnvVarSource",
            "Where its value comes from.",
            ("configMapKeyRef", Atomic(
                "ConfigMapKeySelector",
                "A key of a ConfigMap.",
                ("key*", KeyOfSource), ("name", Text("The ConfigMap's name.")), ("optional", Flag("Whether it may be missing.")))),
            ("fieldRef", PodField),
            ("resourceFieldRef", ContainerResource),
            ("secretKeyRef", Atomic(
                "SecretKeySelector",
                "A key of a Secret.",
                ("key*", KeyOfSource), ("name", Text("The Secret's name.")), ("optional", Flag("Whether it may be missing.")))))));

    private static readonly SchemaNode EnvFrom = Struct(
        "EnvFromSource",
        "Where several variables come from.",
        ("configMapRef", Struct("ConfigMapEnvSource", "A ConfigMap.", ("name", Text("Its name.")), ("optional", Flag("Whether it may be missing.")))),
        ("prefix", Text("What is put before each name.")),
        ("secretRef", Struct("SecretEnvSource", "A Secret.", ("name", Text("Its name.")), ("optional", Flag("Whether it may be missing.")))));

    private static readonly SchemaNode Security = Struct(
        "SecurityContext",
        "What the container may do and as whom; it beats what the pod says.",
        [
            .. SecurityMembers,
            ("allowPrivilegeEscalation", Flag("Whether a process may get more rights than its parent.")),
            ("capabilities", Struct(
                "Capabilities", "Rights beside those of the runtime.", ("add", Texts("Rights it gets.")), ("drop", Texts("Rights it loses.")))),
            ("privileged", Flag("Whether it is root on the node in all but name.")),
            ("procMount", Text("How /proc is shown to it.")),
            ("readOnlyRootFilesystem", Flag("Whether its own files cannot be written.")),
        ]);

    /// <summary>A container.</summary>
    public static readonly SchemaNode Container = Struct("Container", "A container of the pod.", Members(isEphemeral: false));

    /// <summary>A container that somebody adds to look into a running pod.</summary>
    public static readonly SchemaNode EphemeralContainer = Struct(
        "EphemeralContainer",
        "A container added to a running pod, to look into it.",
        [.. Members(isEphemeral: true), ("targetContainerName", Text("The container whose processes it sees."))]);

    /// <summary>A field of the pod.</summary>
    public static SchemaNode PodField => Atomic(
        "ObjectFieldSelector",
        "A field of the pod.",
        ("apiVersion", Text("The API version that the path is of.")),
        ("fieldPath*", Text("The field, as metadata.name.")));

    /// <summary>A resource of the container.</summary>
    public static SchemaNode ContainerResource => Atomic(
        "ResourceFieldSelector",
        "A resource of a container.",
        ("containerName", Text("The container; needed in volumes.")),
        ("divisor", Quantity("The unit that is counted in.")),
        ("resource*", Text("The resource, as limits.cpu.")));

    /// <summary>What the security contexts of pods and containers have in common.</summary>
    public static (string Name, SchemaNode Schema)[] SecurityMembers =>
    [
        ("appArmorProfile", Profile("AppArmorProfile", "The AppArmor profile.")),
        ("runAsGroup", Int64("The group that processes run as.")),
        ("runAsNonRoot", Flag("Whether root is refused.")),
        ("runAsUser", Int64("The user that processes run as.")),
        ("seLinuxOptions", Struct(
            "SELinuxOptions",
            "The SELinux labels.",
            ("level", Text("The level.")), ("role", Text("The role.")), ("type", Text("The type.")), ("user", Text("The user.")))),
        ("seccompProfile", Profile("SeccompProfile", "The seccomp profile.")),
        ("windowsOptions", Struct(
            "WindowsSecurityContextOptions",
            "What holds on Windows.",
            ("gmsaCredentialSpec", Text("The credential spec itself.")),
            ("gmsaCredentialSpecName", Text("The name of the credential spec.")),
            ("hostProcess", Flag("Whether it runs on the node itself.")),
            ("runAsUserName", Text("The user that processes run as.")))),
    ];

    private static SchemaNode Profile(string typeName, string description) => Struct(
        typeName,
        description,
        ("localhostProfile", Text("A profile of the node, by its path or name.")),
        ("type*", Text("RuntimeDefault, Localhost or Unconfined.")));

    private static SchemaNode Handler(string description) => Struct(
        "LifecycleHandler",
        description,
        ("exec", Exec),
        ("httpGet", Http),
        ("sleep", Struct("SleepAction", "A pause.", ("seconds*", Int64("How long.")))),
        ("tcpSocket", Tcp));

    private static SchemaNode Probe(string description) => Struct(
        "Probe",
        description,
        ("exec", Exec),
        ("failureThreshold", Int32("How many failures in a row count.")),
        ("grpc", Struct("GRPCAction", "A gRPC health check.", ("port*", Int32("The port.")), ("service", Text("The service that is asked for.")))),
        ("httpGet", Http),
        ("initialDelaySeconds", Int32("Seconds before the first one.")),
        ("periodSeconds", Int32("Seconds from one to the next.")),
        ("successThreshold", Int32("How many successes in a row count.")),
        ("tcpSocket", Tcp),
        ("terminationGracePeriodSeconds", Int64("Seconds that the pod gets to end when this probe fails.")),
        ("timeoutSeconds", Int32("Seconds after which one fails.")));

    private static (string Name, SchemaNode Schema)[] Members(bool isEphemeral) =>
    [
        ("args", Texts("Arguments of the command; those of the image where it is missing.")),
        ("command", Texts("The command; that of the image where it is missing. No shell reads it.")),
        ("env", Keyed("Environment variables.", Env, "name")),
        ("envFrom", List("Where more environment variables come from.", EnvFrom)),
        ("image", Text("The image.")),
        ("imagePullPolicy", OneOf("When the image is pulled.", "Always", "IfNotPresent", "Never")),
        ("lifecycle", Lifecycle),
        ("livenessProbe", Probe("Tells whether the container is to be restarted.")),
        ("name*", Text("Its name, unique in the pod.")),
        ("ports", Keyed(
            "Ports that it listens on; others are not closed by being left out.",
            Struct(
                "ContainerPort",
                "A port.",
                ("containerPort*", Port("Its number.")),
                ("hostIP", Text("The node's address that it is bound to.")),
                ("hostPort", Port("The node's port that leads to it.")),
                ("name", Text("Its name, by which services may mean it.")),
                ("protocol", OneOf("UDP, TCP or SCTP.", "SCTP", "TCP", "UDP") with { Default = "\"TCP\"" })),
            "containerPort",
            "protocol")),
        ("readinessProbe", Probe("Tells whether the container can serve.")),
        ("resizePolicy", List(
            "What resizing does to it.",
            Struct("ContainerResizePolicy", "A rule.", ("resourceName*", Text("The resource.")), ("restartPolicy*", Text("NotRequired or RestartContainer."))))),
        ("resources", Resources),
        ("restartPolicy", Text("Always makes an init container one that goes on beside the others.")),
        ("securityContext", Security),
        ("startupProbe", Probe("Tells whether the container has come up; the other probes wait for it.")),
        ("stdin", Flag("Whether its standard input is kept open.")),
        ("stdinOnce", Flag("Whether its standard input closes after the first session.")),
        ("terminationMessagePath", Text("The file whose content is shown as its last words.")),
        ("terminationMessagePolicy", OneOf("Where its last words come from.", "FallbackToLogsOnError", "File")),
        ("tty", Flag("Whether it gets a terminal.")),
        ("volumeDevices", Keyed(
            "Block devices.",
            Struct("VolumeDevice", "A device.", ("devicePath*", Text("Its path in the container.")), ("name*", Text("The pod's volume."))),
            "devicePath")),
        ("volumeMounts", Keyed(
            "Volumes of the pod that it sees.",
            Struct(
                "VolumeMount",
                "A volume in the container.",
                ("mountPath*", Text("Where.")),
                ("mountPropagation", Text("Whether mounts go through to the node, and back.")),
                ("name*", Text("The pod's volume.")),
                ("readOnly", Flag("Whether it cannot be written.")),
                ("recursiveReadOnly", Text("Whether that holds for mounts below it.")),
                ("subPath", Text("The path in the volume that is shown.")),
                ("subPathExpr", Text("The same with environment variables in it."))),
            "mountPath")),
        ("workingDir", Text("Its working directory.")),
    ];
}
