package org.dsrhub.connector;

import java.security.KeyStore;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.wss4j.common.WSEncryptionPart;
import org.apache.wss4j.common.crypto.Merlin;
import org.apache.wss4j.common.ext.WSSecurityException;
import org.apache.wss4j.dom.WSConstants;
import org.apache.wss4j.dom.engine.WSSConfig;
import org.apache.wss4j.dom.message.WSSecHeader;
import org.apache.wss4j.dom.message.WSSecSignature;
import org.apache.wss4j.dom.message.WSSecTimestamp;
import org.apache.wss4j.dom.message.WSSecUsernameToken;
import org.dsrhub.request.Problem;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.stereotype.Component;
import org.w3c.dom.Document;

/**
 * The WS-Security header of a call (OASIS Web Services Security 1.1.1): a user name token with the password's digest, a
 * nonce and the time; a timestamp; a signature over body and timestamp. Made anew for each call, secrets read anew.
 */
@Component
class SoapSecurity {
    private static final int SECONDS_VALID = 300;

    static {
        // Its own providers would serve the whole virtual machine; the JDK's do.
        WSSConfig.setAddJceProviders(false);
        WSSConfig.init();
    }

    private final Replies replies;
    private final CamelContext camel;
    private final ObjectProvider<SslBundles> bundles;

    SoapSecurity(Replies replies, CamelContext camel, ObjectProvider<SslBundles> bundles) {
        this.replies = replies;
        this.camel = camel;
        this.bundles = bundles;
    }

    /** Adds the header that the connector file asks for, none where it names neither {@code ws-username} nor {@code ws-sign}. */
    void secure(Document document, Connector connector) {
        String username = replies.parameter(connector, "ws-username", null);
        String bundle = replies.parameter(connector, "ws-sign", null);
        if (username == null && bundle == null) {
            return;
        }
        try {
            WSSecHeader header = new WSSecHeader(document);
            header.insertSecurityHeader();
            WSSecTimestamp timestamp = new WSSecTimestamp(header);
            timestamp.setTimeToLive(SECONDS_VALID);
            timestamp.build();
            if (username != null) {
                login(header, connector, username);
            }
            if (bundle != null) {
                sign(header, bundles.getObject().getBundle(camel.resolvePropertyPlaceholders(bundle)));
            }
        } catch (WSSecurityException e) {
            throw new Problem(
                    "ws-security-unwritable",
                    "the security header cannot be made; check the key of the bundle that 'ws-sign' names");
        }
    }

    private void login(WSSecHeader header, Connector connector, String username) {
        boolean plain = "text".equals(replies.parameter(connector, "ws-login", "digest"));
        WSSecUsernameToken token = new WSSecUsernameToken(header);
        token.setPasswordType(plain ? WSConstants.PASSWORD_TEXT : WSConstants.PASSWORD_DIGEST);
        token.setUserInfo(username, replies.parameter(connector, "ws-password", ""));
        token.addNonce();
        token.addCreated();
        token.build();
    }

    private static void sign(WSSecHeader header, SslBundle bundle) throws WSSecurityException {
        KeyStore keys = bundle.getStores().getKeyStore();
        Merlin crypto = new Merlin();
        crypto.setKeyStore(keys);
        WSSecSignature signature = new WSSecSignature(header);
        String alias = alias(bundle, keys);
        signature.setUserInfo(alias, bundle.getKey().getPassword());
        signature.setKeyIdentifierType(WSConstants.BST_DIRECT_REFERENCE);
        signature.setDigestAlgo(WSConstants.SHA256);
        signature.setSignatureAlgorithm(isElliptic(keys, alias) ? WSConstants.ECDSA_SHA256 : WSConstants.RSA_SHA256);
        signature
                .getParts()
                .addAll(List.of(
                        new WSEncryptionPart(
                                WSConstants.ELEM_BODY,
                                header.getSecurityHeaderElement()
                                        .getOwnerDocument()
                                        .getDocumentElement()
                                        .getNamespaceURI(),
                                "Content"),
                        new WSEncryptionPart("Timestamp", WSConstants.WSU_NS, "")));
        signature.build(crypto);
    }

    private static boolean isElliptic(KeyStore keys, String alias) {
        try {
            java.security.cert.Certificate certificate = keys.getCertificate(alias);
            if (certificate == null) {
                throw withoutKey();
            }
            return certificate.getPublicKey().getAlgorithm().equals("EC");
        } catch (java.security.KeyStoreException e) {
            throw withoutKey();
        }
    }

    private static Problem withoutKey() {
        return new Problem(
                "ws-security-unwritable", "the bundle that 'ws-sign' names has no key with a certificate; correct it");
    }

    private static String alias(SslBundle bundle, KeyStore keys) {
        try {
            String named = bundle.getKey().getAlias();
            return named == null ? keys.aliases().nextElement() : named;
        } catch (java.security.KeyStoreException | java.util.NoSuchElementException e) {
            throw withoutKey();
        }
    }
}
