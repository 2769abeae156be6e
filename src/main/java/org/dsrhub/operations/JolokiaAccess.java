package org.dsrhub.operations;

import java.util.Map;
import java.util.Set;
import javax.management.ObjectName;
import org.jolokia.server.core.service.api.Restrictor;
import org.jolokia.server.core.util.HttpMethod;
import org.jolokia.server.core.util.RequestType;

/**
 * What Hawtio may do through Jolokia: read, and start, stop, suspend or resume a route. Operations that show or inject
 * messages, dump memory or threads, or change anything else are denied, as are attributes that hold the command line and
 * system properties, where secrets may stand. Named in {@code management.endpoint.jolokia.config.restrictorClass}.
 */
public final class JolokiaAccess implements Restrictor {
    private static final Set<RequestType> COMMANDS =
            Set.of(RequestType.READ, RequestType.LIST, RequestType.SEARCH, RequestType.VERSION, RequestType.EXEC);
    private static final String CAMEL = "org.apache.camel";
    /** Type of a Camel MBean → operations without their signature. */
    private static final Map<String, Set<String>> OPERATIONS =
            Map.of("routes", Set.of("start", "stop", "suspend", "resume"));
    /** As written, signature included: the variant that resolves placeholders would show secrets. */
    private static final Map<String, Set<String>> EXACT =
            Map.of("context", Set.of("dumpRoutesAsXml()"), "routes", Set.of("dumpRouteAsXml()"));

    private static final Set<String> HIDDEN_ATTRIBUTES =
            Set.of("SystemProperties", "InputArguments", "ClassPath", "BootClassPath", "GlobalOptions");
    private static final Set<String> HIDDEN_TYPES = Set.of("tracer", "consumercache", "producercache");

    @Override
    public boolean isHttpMethodAllowed(HttpMethod method) {
        return method == HttpMethod.GET || method == HttpMethod.POST;
    }

    @Override
    public boolean isTypeAllowed(RequestType type) {
        return COMMANDS.contains(type);
    }

    @Override
    public boolean isAttributeReadAllowed(ObjectName name, String attribute) {
        return !isObjectNameHidden(name) && !HIDDEN_ATTRIBUTES.contains(attribute == null ? "" : attribute);
    }

    @Override
    public boolean isAttributeWriteAllowed(ObjectName name, String attribute) {
        return false;
    }

    @Override
    public boolean isOperationAllowed(ObjectName name, String operation) {
        if (!CAMEL.equals(name.getDomain()) || operation == null) {
            return isRightsCheck(name, operation);
        }
        String type = name.getKeyProperty("type");
        int signature = operation.indexOf('(');
        String plain = signature < 0 ? operation : operation.substring(0, signature);
        return OPERATIONS.getOrDefault(type == null ? "" : type, Set.of()).contains(plain)
                || EXACT.getOrDefault(type == null ? "" : type, Set.of()).contains(operation);
    }

    /** Hawtio asks which operations it may offer. */
    private static boolean isRightsCheck(ObjectName name, String operation) {
        return "hawtio".equals(name.getDomain())
                && "security".equals(name.getKeyProperty("type"))
                && operation != null
                && (operation.startsWith("canInvoke") || operation.startsWith("list"));
    }

    @Override
    public boolean isRemoteAccessAllowed(String... hostOrAddress) {
        return true; // Spring Security stands in front
    }

    @Override
    public boolean isOriginAllowed(String origin, boolean strictCheck) {
        return true; // a browser names the hub itself; pages of others stop at CrossSiteGuard
    }

    @Override
    public boolean isObjectNameHidden(ObjectName name) {
        String type = name.getKeyProperty("type");
        return CAMEL.equals(name.getDomain()) && type != null && HIDDEN_TYPES.contains(type);
    }
}
