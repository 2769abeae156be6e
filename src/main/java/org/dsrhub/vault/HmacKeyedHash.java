package org.dsrhub.vault;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

final class HmacKeyedHash implements KeyedHash {
    private static final String HMAC = "HmacSHA256";
    private final SecretKeySpec key;

    HmacKeyedHash(MasterKeys keys) {
        this.key = new SecretKeySpec(keys.lasting("keyed hash"), HMAC);
    }

    @Override
    public byte[] of(String domain, String value) {
        if (domain.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a domain holds no NUL: it ends the domain within the hash");
        }
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update(domain.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(value.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime offers no HMAC-SHA-256", e);
        }
    }
}
