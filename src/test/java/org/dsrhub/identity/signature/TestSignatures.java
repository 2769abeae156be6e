package org.dsrhub.identity.signature;

import java.nio.file.Path;
import java.time.InstantSource;
import org.dsrhub.identity.NationalIds;
import org.dsrhub.identity.Signatures;

/** The real verification for tests of other packages. */
public final class TestSignatures {
    private TestSignatures() {}

    public static Signatures trusting(Path folder) {
        return new DssSignatures(
                SignatureProperties.of(folder), new NationalIds(false, InstantSource.system()), InstantSource.system());
    }
}
