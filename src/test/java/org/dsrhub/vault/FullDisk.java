package org.dsrhub.vault;

import java.io.IOException;
import org.springframework.beans.factory.config.BeanPostProcessor;

/** Lets the disk under a hub's vault run full, and gives it room again. */
public final class FullDisk implements BeanPostProcessor {
    private volatile boolean full;

    public void full(boolean value) {
        full = value;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof LargeStore store ? new FailingStore(store, 0, this::happen) : bean;
    }

    private void happen() throws IOException {
        if (full) {
            throw new IOException("No space left on device");
        }
    }
}
