package org.dsrhub.simulation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.wss4j.common.crypto.Merlin;
import org.apache.wss4j.common.ext.WSPasswordCallback;
import org.apache.wss4j.common.ext.WSSecurityException;
import org.apache.wss4j.dom.WSConstants;
import org.apache.wss4j.dom.WSDataRef;
import org.apache.wss4j.dom.engine.WSSecurityEngine;
import org.apache.wss4j.dom.engine.WSSecurityEngineResult;
import org.apache.wss4j.dom.handler.RequestData;
import org.apache.wss4j.dom.handler.WSHandlerResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * A policy host behind a SOAP service as CXF serves one: {@code FindPolicies} by any one field, pages by {@code page},
 * {@code UpdatePolicy} and {@code DeletePolicy} by {@code policyNumber}; 1.1 or 1.2 as it is asked; documents as MTOM. At
 * {@code /signed} it wants body and timestamp signed, elsewhere a user name token whose nonce is new.
 */
public final class PolicyHost implements AutoCloseable {
    public static final String USERNAME = "hub";
    private static final String ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/";
    private static final String LATER_ENVELOPE = "http://www.w3.org/2003/05/soap-envelope";
    private static final String NAMESPACE = "urn:example:policy-host";
    private static final String BOUNDARY = "uuid:3f5e7c52-0a51-4f0b-a1d8-b2f0a9d3c6e1";
    private static final int PAGE = 2;
    /** As products do, which leave small contents in the envelope. */
    private static final int LEAST_ATTACHED = 16;

    private final Map<String, Map<String, String>> policies = new ConcurrentSkipListMap<>();
    private final Map<String, byte[]> documents = new ConcurrentHashMap<>();
    private final Set<String> nonces = ConcurrentHashMap.newKeySet();
    private final List<String> actions = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger throttled = new AtomicInteger();
    private final AtomicInteger failing = new AtomicInteger();
    private final ExecutorService workers = Workers.executor("policy-host");
    private final HttpServer server;
    private volatile String password = "policy-host-secret";
    private volatile Merlin trusted;
    private volatile Duration latency = Duration.ZERO;
    /** by the national number that is asked about */
    private final Map<String, Misbehaviour> misbehaviours = new ConcurrentHashMap<>();

    /** What it does wrong, until it behaves. */
    public enum Misbehaviour {
        NONE,
        /** ends in the middle of the envelope, or of the last part where there are parts */
        CUT,
        /** the parts end before the last file */
        LOSES_FILE,
        /** another charset than it says */
        WRONG_CHARSET,
        /** a page of HTML with status 200 */
        HTML,
        /** an external entity */
        ENTITY,
        /** entities of entities */
        BOMB,
        /** somebody else's policies */
        WRONG_PERSON,
        /** says it has deleted, and has not */
        ONLY_SAYS_DELETED,
        /** counts one more than it gives */
        WRONG_TOTAL,
        /** an element that nobody told of */
        NEW_ELEMENT,
        /** a fault that quotes the question */
        REFUSES,
        /** a fault with a code of its own */
        OWN_FAULT,
        /** finds that the message came too late */
        LATE,
        /** another name around the records */
        RENAMED,
        /** each policy twice on its page */
        TWICE,
        /** a page of HTML with status 200 to a change, which it does not make */
        HTML_TO_CHANGES
    }

    private static final class Fault extends RuntimeException {
        private final String code;
        private final String subcode;
        private final String detail;

        Fault(String code, String subcode, String detail) {
            super(null, null, false, false);
            this.code = code;
            this.subcode = subcode;
            this.detail = detail;
        }
    }

    public PolicyHost() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(workers);
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/services/PolicyService";
    }

    public String signedUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/signed/PolicyService";
    }

    public String password() {
        return password;
    }

    public void changePassword(String other) {
        password = other;
    }

    /** Whose signatures it takes. */
    public void trust(Path keyStore, String storePassword) {
        try (InputStream in = Files.newInputStream(keyStore)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, storePassword.toCharArray());
            Merlin crypto = new Merlin();
            crypto.setKeyStore(store);
            trusted = crypto;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public void put(String number, String nationalId, String holder, String notes) {
        Map<String, String> policy = new LinkedHashMap<>();
        policy.put("policyNumber", number);
        policy.put("nationalId", nationalId);
        policy.put("holder", holder);
        policy.put("endedOn", "2001-02-03");
        policy.put("state", "E");
        policy.put("notes", notes);
        policy.put("document", null);
        put(policy);
    }

    /** A policy with any fields; null for one that is there and empty. */
    public void put(Map<String, String> policy) {
        policies.put(policy.get("policyNumber"), policy);
    }

    public void document(String number, byte[] content) {
        documents.put(number, content);
    }

    public Map<String, Map<String, String>> policies() {
        return policies;
    }

    public int calls() {
        return calls.get();
    }

    /** The actions of all calls so far. */
    public List<String> actions() {
        return List.copyOf(actions);
    }

    /** From now on, where it is asked about that person. */
    public void misbehave(String nationalId, Misbehaviour how) {
        misbehaviours.put(nationalId, how);
    }

    /** The next n calls get 429 with Retry-After. */
    public void throttle(int n) {
        throttled.set(n);
    }

    /** The next n calls find the host behind the service away. */
    public void fail(int n) {
        failing.set(n);
    }

    /** How long each call takes, until it behaves. */
    public void latency(Duration duration) {
        latency = duration;
    }

    public void behave() {
        latency = Duration.ZERO;
        misbehaviours.clear();
        throttled.set(0);
        failing.set(0);
        password = "policy-host-secret";
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            calls.incrementAndGet();
            pause();
            if (throttled.get() > 0 && throttled.getAndDecrement() > 0) {
                exchange.getResponseHeaders().set("Retry-After", "1");
                exchange.sendResponseHeaders(429, -1);
                return;
            }
            String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
            boolean later = type.startsWith("application/soap+xml");
            actions.add(later ? type : exchange.getRequestHeaders().getFirst("SOAPAction"));
            try {
                answer(exchange, body, later);
            } catch (Fault e) {
                byte[] fault = envelope(later, fault(e, later)).getBytes(StandardCharsets.UTF_8);
                send(exchange, later && e.code.equals("Client") ? 400 : 500, contentType(later), fault, fault.length);
            }
        }
    }

    private void pause() throws IOException {
        try {
            Thread.sleep(latency.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static String contentType(boolean later) {
        return later ? "application/soap+xml; charset=UTF-8" : "text/xml;charset=UTF-8";
    }

    private static String fault(Fault e, boolean later) {
        if (!later) {
            return "<soap:Fault><faultcode xmlns:wsse=\"" + WSConstants.WSSE_NS + "\">"
                    + (e.subcode == null ? "soap:" + e.code : "wsse:" + e.subcode)
                    + "</faultcode><faultstring>It went wrong for 070761-4285</faultstring>"
                    + (e.detail == null ? "" : "<detail><h:" + e.detail + " xmlns:h=\"" + NAMESPACE + "\"/></detail>")
                    + "</soap:Fault>";
        }
        return "<soap:Fault><soap:Code><soap:Value>soap:" + (e.code.equals("Client") ? "Sender" : "Receiver")
                + "</soap:Value>"
                + (e.subcode == null
                        ? ""
                        : "<soap:Subcode><soap:Value xmlns:wsse=\"" + WSConstants.WSSE_NS + "\">wsse:" + e.subcode
                                + "</soap:Value></soap:Subcode>")
                + "</soap:Code><soap:Reason><soap:Text xml:lang=\"en\">It went wrong for 070761-4285</soap:Text></soap:Reason>"
                + "</soap:Fault>";
    }

    private static String envelope(boolean later, String body) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\""
                + (later ? LATER_ENVELOPE : ENVELOPE) + "\"><soap:Header/><soap:Body>" + body
                + "</soap:Body></soap:Envelope>";
    }

    private void answer(HttpExchange exchange, byte[] bytes, boolean later) throws IOException {
        Document document = parse(bytes);
        check(exchange.getRequestURI().getPath().startsWith("/signed"), document);
        if (failing.get() > 0 && failing.getAndDecrement() > 0) {
            throw new Fault("Server", null, "HostAway");
        }
        Element body = (Element) document.getDocumentElement()
                .getElementsByTagNameNS(document.getDocumentElement().getNamespaceURI(), "Body")
                .item(0);
        Element operation = child(body, null);
        Misbehaviour how = misbehaviours.getOrDefault(text(operation, "nationalId"), Misbehaviour.NONE);
        switch (how) {
            case REFUSES -> throw new Fault("Client", null, null);
            case OWN_FAULT -> throw new Fault("Client", "HostCode4711", null);
            case LATE -> throw new Fault("Client", "MessageExpired", null);
            case HTML -> {
                signIn(exchange);
                return;
            }
            default -> {}
        }
        if (!NAMESPACE.equals(operation.getNamespaceURI())) {
            throw new Fault("Client", null, null);
        }
        switch (operation.getLocalName()) {
            case "FindPolicies" -> find(exchange, operation, later, how);
            case "UpdatePolicy", "DeletePolicy" -> {
                if (misbehaving(text(operation, "policyNumber")) == Misbehaviour.HTML_TO_CHANGES) {
                    signIn(exchange);
                    return;
                }
                change(operation);
                byte[] done = envelope(
                                later, "<p:" + operation.getLocalName() + "Response xmlns:p=\"" + NAMESPACE + "\"/>")
                        .getBytes(StandardCharsets.UTF_8);
                send(exchange, 200, contentType(later), done, done.length);
            }
            default -> throw new Fault("Client", null, null);
        }
    }

    private static void signIn(HttpExchange exchange) throws IOException {
        byte[] page = "<html><body>Please sign in.</body></html>".getBytes(StandardCharsets.UTF_8);
        send(exchange, 200, "text/html", page, page.length);
    }

    /** How it treats the person whose policy that is. */
    private Misbehaviour misbehaving(String number) {
        return misbehaviours.getOrDefault(
                policies.getOrDefault(number, Map.of()).getOrDefault("nationalId", ""), Misbehaviour.NONE);
    }

    private void change(Element operation) {
        String number = text(operation, "policyNumber");
        if (!policies.containsKey(number)) {
            throw new Fault("Client", null, "PolicyNotFound");
        }
        if (misbehaving(number) == Misbehaviour.ONLY_SAYS_DELETED) {
            return;
        }
        if (operation.getLocalName().equals("DeletePolicy")) {
            policies.remove(number);
            documents.remove(number);
            return;
        }
        Element changes = child(operation, "changes");
        for (Node node = changes.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element field) {
                policies.get(number).put(field.getLocalName(), field.getTextContent());
            }
        }
    }

    private void find(HttpExchange exchange, Element operation, boolean later, Misbehaviour how) throws IOException {
        Element key = child(operation, null);
        List<Map<String, String>> found = policies.values().stream()
                .filter(policy -> key.getTextContent().equals(policy.get(key.getLocalName()))
                        != (how == Misbehaviour.WRONG_PERSON))
                .flatMap(policy -> Collections.nCopies(how == Misbehaviour.TWICE ? 2 : 1, policy).stream())
                .toList();
        int from = text(operation, "page").isEmpty() ? 0 : Integer.parseInt(text(operation, "page"));
        int until = Math.min(found.size(), from + PAGE);
        Map<String, byte[]> files = new LinkedHashMap<>();
        StringBuilder xml = new StringBuilder("<ns2:FindPoliciesResponse xmlns:ns2=\"" + NAMESPACE + "\"><ns2:total>"
                + (found.size() + (how == Misbehaviour.WRONG_TOTAL ? 1 : 0)) + "</ns2:total>");
        String around = how == Misbehaviour.RENAMED ? "contracts" : "policies";
        xml.append("<ns2:").append(around).append('>');
        found.subList(from, until).forEach(policy -> xml.append(policy(policy, files, how)));
        xml.append("</ns2:").append(around).append('>');
        xml.append("<ns2:page>").append(until < found.size() ? until : "").append("</ns2:page>");
        String whole = envelope(later, xml.append("</ns2:FindPoliciesResponse>").toString());
        if (how == Misbehaviour.ENTITY || how == Misbehaviour.BOMB) {
            whole = whole.replace("?><soap", "?>" + entities(how) + "<soap")
                    .replaceFirst("<ns2:notes>", "<ns2:notes>&e;");
        }
        byte[] envelope = whole.getBytes(
                how == Misbehaviour.WRONG_CHARSET ? Charset.forName("windows-1252") : StandardCharsets.UTF_8);
        if (files.isEmpty()) {
            send(
                    exchange,
                    200,
                    contentType(later),
                    envelope,
                    how == Misbehaviour.CUT ? envelope.length / 2 : envelope.length);
            return;
        }
        byte[] parts = parts(envelope, later, files, how);
        send(
                exchange,
                200,
                "multipart/related; type=\"application/xop+xml\"; boundary=\"" + BOUNDARY
                        + "\"; start=\"<root.message@cxf.apache.org>\"; start-info=\"text/xml\"",
                parts,
                how == Misbehaviour.CUT ? parts.length - BOUNDARY.length() - 12 : parts.length);
    }

    private String policy(Map<String, String> policy, Map<String, byte[]> files, Misbehaviour how) {
        StringBuilder xml = new StringBuilder("<ns2:policy version=\"3\">");
        policy.forEach((name, value) -> xml.append(
                switch (name) {
                    case "holder" -> element(name, element("name", escaped(value)));
                    case "document" -> element(name, document(policy.get("policyNumber"), files));
                    default -> value == null ? element(name, null) : element(name, escaped(value));
                }));
        return xml.append(how == Misbehaviour.NEW_ELEMENT ? "<ns2:colour>red</ns2:colour>" : "")
                .append("</ns2:policy>")
                .toString();
    }

    private String document(String number, Map<String, byte[]> files) {
        byte[] content = documents.get(number);
        if (content == null || content.length < LEAST_ATTACHED) {
            return content == null ? null : Base64.getEncoder().encodeToString(content);
        }
        String id = "doc " + files.size() + "@policy-host";
        files.put(id, content);
        return "<xop:Include xmlns:xop=\"http://www.w3.org/2004/08/xop/include\" href=\"cid:" + id.replace(" ", "%20")
                + "\"/>";
    }

    private static String element(String name, String content) {
        return content == null
                ? "<ns2:" + name + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/>"
                : "<ns2:" + name + ">" + content + "</ns2:" + name + ">";
    }

    private static String entities(Misbehaviour how) {
        if (how == Misbehaviour.ENTITY) {
            return "<!DOCTYPE soap [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>";
        }
        StringBuilder bomb = new StringBuilder("<!DOCTYPE soap [<!ENTITY z \"zzzzzzzzzz\">");
        String last = "z";
        for (String name : List.of("a", "b", "c", "d", "f", "g", "h", "i", "e")) {
            bomb.append("<!ENTITY ").append(name).append(" \"");
            bomb.append(("&" + last + ";").repeat(10)).append("\">");
            last = name;
        }
        return bomb.append("]>").toString();
    }

    private static byte[] parts(byte[] envelope, boolean later, Map<String, byte[]> files, Misbehaviour how) {
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        part(
                parts,
                "application/xop+xml; charset=UTF-8; type=\"" + (later ? "application/soap+xml" : "text/xml") + "\"",
                "root.message@cxf.apache.org",
                envelope);
        files.forEach((id, content) -> {
            if (how != Misbehaviour.LOSES_FILE) {
                part(parts, "application/pdf", id, content);
            }
        });
        parts.writeBytes(("\r\n--" + BOUNDARY + "--").getBytes(StandardCharsets.US_ASCII));
        return parts.toByteArray();
    }

    private static void part(ByteArrayOutputStream to, String type, String id, byte[] content) {
        to.writeBytes(("\r\n--" + BOUNDARY + "\r\nContent-Type: " + type
                        + "\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <" + id + ">\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        to.writeBytes(content);
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body, int length)
            throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, length);
        exchange.getResponseBody().write(body, 0, length);
    }

    private static Document parse(byte[] bytes) {
        try {
            return DocumentBuilderFactory.newDefaultNSInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(bytes));
        } catch (Exception e) {
            throw new Fault("Client", null, null);
        }
    }

    private void check(boolean signed, Document document) {
        RequestData data = new RequestData();
        data.setCallbackHandler(callbacks -> ((WSPasswordCallback) callbacks[0]).setPassword(password));
        data.setSigVerCrypto(trusted);
        data.setAddUsernameTokenNonce(true);
        WSHandlerResult found;
        try {
            found = new WSSecurityEngine().processSecurityHeader(document, data);
        } catch (WSSecurityException e) {
            throw new Fault("Client", e.getFaultCode().getLocalPart(), null);
        }
        if (found == null || !found.getActionResults().containsKey(WSConstants.TS)) {
            throw new Fault("Client", "InvalidSecurity", null);
        }
        if (signed) {
            var signatures = found.getActionResults().get(WSConstants.SIGN);
            if (signatures == null || !signed(signatures.get(0)).containsAll(List.of("Body", "Timestamp"))) {
                throw new Fault("Client", "FailedCheck", null);
            }
        } else {
            String nonce = text(document.getDocumentElement(), "Nonce");
            if (!found.getActionResults().containsKey(WSConstants.UT) || nonce.isEmpty() || !nonces.add(nonce)) {
                throw new Fault("Client", "FailedAuthentication", null);
            }
        }
    }

    private static List<String> signed(WSSecurityEngineResult signature) {
        List<?> references = (List<?>) signature.get(WSSecurityEngineResult.TAG_DATA_REF_URIS);
        return references.stream()
                .map(reference -> ((WSDataRef) reference).getName().getLocalPart())
                .toList();
    }

    private static Element child(Element parent, String name) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && (name == null || name.equals(element.getLocalName()))) {
                return element;
            }
        }
        throw new Fault("Client", null, null);
    }

    private static String text(Element in, String name) {
        Node found = in.getElementsByTagNameNS("*", name).item(0);
        return found == null ? "" : found.getTextContent();
    }

    private static String escaped(String value) {
        return value.replace("&", "&amp;").replace("<", "&lt;");
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }
}
