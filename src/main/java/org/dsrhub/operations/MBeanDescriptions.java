package org.dsrhub.operations;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.modelmbean.InvalidTargetObjectTypeException;
import javax.management.modelmbean.ModelMBean;
import javax.management.modelmbean.ModelMBeanInfo;
import javax.management.modelmbean.RequiredModelMBean;
import org.apache.camel.CamelContext;
import org.apache.camel.api.management.ManagedInstance;
import org.apache.camel.api.management.NotificationSenderAware;
import org.apache.camel.spi.ManagementMBeanAssembler;
import org.springframework.stereotype.Component;

/**
 * Describes the MBeans of one class once. Camel makes the description of each route's each step anew, though only the class
 * decides what it says; with sixty systems that was a second of the hub's start.
 */
@Component
class MBeanDescriptions implements ManagementMBeanAssembler {
    private final ManagementMBeanAssembler each;
    private final Map<Described, ModelMBeanInfo> once = new ConcurrentHashMap<>();

    MBeanDescriptions(CamelContext camel) {
        each = camel.getCamelContextExtension().getManagementMBeanAssembler();
        camel.getCamelContextExtension().setManagementMBeanAssembler(this);
    }

    /** @param instance of what is managed, where it describes itself, too */
    private record Described(Class<?> managed, Class<?> instance) {
        static Described of(Object managed) {
            Object instance = managed instanceof ManagedInstance more ? more.getInstance() : null;
            return new Described(managed.getClass(), instance == null ? null : instance.getClass());
        }
    }

    @Override
    public ModelMBean assemble(MBeanServer server, Object managed, ObjectName name) throws JMException {
        if (managed instanceof NotificationSenderAware) {
            return each.assemble(server, managed, name); // which also wires its notifications
        }
        Described described = Described.of(managed);
        ModelMBeanInfo info = once.get(described);
        if (info == null) {
            ModelMBean made = each.assemble(server, managed, name);
            if (made != null) {
                once.put(described, (ModelMBeanInfo) made.getMBeanInfo());
            }
            return made;
        }
        try {
            RequiredModelMBean made = new RequiredModelMBean(info);
            made.setManagedResource(managed, "ObjectReference");
            return made;
        } catch (InvalidTargetObjectTypeException e) {
            throw new JMException(e.getMessage());
        }
    }

    @Override
    public void start() {
        each.start();
    }

    @Override
    public void stop() {
        each.stop();
    }
}
