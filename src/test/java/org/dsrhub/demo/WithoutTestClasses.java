package org.dsrhub.demo;

import java.io.IOException;
import org.springframework.boot.context.TypeExcludeFilter;
import org.springframework.core.type.classreading.MetadataReader;
import org.springframework.core.type.classreading.MetadataReaderFactory;

/** Keeps what tests configure out of the demo's hub, though it lies on the same class path. */
final class WithoutTestClasses extends TypeExcludeFilter {
    private final String tests =
            DemoHub.class.getProtectionDomain().getCodeSource().getLocation().toString();

    @Override
    public boolean match(MetadataReader type, MetadataReaderFactory types) throws IOException {
        return type.getResource().getURL().toString().startsWith(tests);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WithoutTestClasses;
    }

    @Override
    public int hashCode() {
        return WithoutTestClasses.class.hashCode();
    }
}
