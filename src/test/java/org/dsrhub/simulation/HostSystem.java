package org.dsrhub.simulation;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/**
 * A life-insurance system on a mainframe, behind message queues and in the Danish code page: {@code Q1} asks by national
 * number, {@code D1} erases a policy. It runs in a broker of its own.
 */
public final class HostSystem implements AutoCloseable {
    public static final String REQUESTS = "LIFE.REQUEST";
    public static final String REPLIES = "HUB.REPLY";
    public static final String BACKOUT = "HUB.REPLY.BACKOUT";
    public static final Charset CODE_PAGE = Charset.forName("IBM277");
    private static final int QUESTION = 32;

    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    private final String url = "vm://" + (1000 + (int) (System.nanoTime() % 1_000_000));
    private final Map<String, String[]> policies = new ConcurrentHashMap<>();
    private final Queue<Runnable> heldBack = new ConcurrentLinkedQueue<>();
    private final Connection connection;
    private final Session session;
    private final MessageProducer producer;

    private volatile boolean silent;
    private volatile boolean wrongCount;
    private volatile boolean deaf;
    private volatile int busy;
    private volatile boolean wrongPerson;
    private volatile UnaryOperator<byte[]> spoiling = UnaryOperator.identity();

    public HostSystem() {
        try {
            broker.setConfiguration(new ConfigurationImpl()
                    .setPersistenceEnabled(false)
                    .setSecurityEnabled(false)
                    .setJMXManagementEnabled(false)
                    .addAcceptorConfiguration("host", url));
            broker.start();
            connection = new ActiveMQConnectionFactory(url).createConnection();
            session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
            producer = session.createProducer(null);
            session.createConsumer(session.createQueue(REQUESTS)).setMessageListener(this::take);
            connection.start();
        } catch (Exception e) {
            throw new IllegalStateException("the simulated host cannot start", e);
        }
    }

    public String url() {
        return url;
    }

    public void add(String policy, String nationalId, String name, long premiumCents, String opened) {
        policies.put(policy, new String[] {nationalId, name, String.valueOf(premiumCents), opened});
    }

    public boolean holds(String policy) {
        return policies.containsKey(policy);
    }

    /** Keeps its answers to itself until it speaks again. */
    public void silent(boolean value) {
        silent = value;
        while (!value && !heldBack.isEmpty()) {
            heldBack.poll().run();
        }
    }

    /** Its answers count more records than they hold, and carry properties that would steer a careless reader. */
    public void wrongCount(boolean value) {
        wrongCount = value;
    }

    /** Says that it erased and erases nothing. */
    public void deaf(boolean value) {
        deaf = value;
    }

    /** Asks to come back later so many times. */
    public void busy(int times) {
        busy = times;
    }

    /** Answers with somebody else's policies. */
    public void wrongPerson(boolean value) {
        wrongPerson = value;
    }

    /** What becomes of each answer, in its code page, before it is sent; identity for nothing. */
    public void spoil(UnaryOperator<byte[]> how) {
        spoiling = how;
    }

    public void behave() {
        wrongPerson = false;
        spoiling = UnaryOperator.identity();
        silent(false);
        wrongCount = false;
        deaf = false;
        busy = 0;
    }

    /** How many messages lie in that queue. */
    public long depth(String queue) {
        var found = broker.getActiveMQServer().locateQueue(queue);
        return found == null ? 0 : found.getMessageCount();
    }

    /** Sends an answer that nobody asked for. */
    public void answer(String correlation) {
        try {
            Message message = session.createTextMessage("0000000");
            message.setJMSCorrelationID(correlation);
            synchronized (producer) {
                producer.send(session.createQueue(REPLIES), message);
            }
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private void take(Message message) {
        try {
            BytesMessage question = (BytesMessage) message;
            byte[] bytes = new byte[(int) question.getBodyLength()];
            question.readBytes(bytes);
            String text = new String(bytes, CODE_PAGE);
            StringBuilder records = new StringBuilder();
            int count = 0;
            for (int at = 0; at < text.length(); at += QUESTION) {
                String key = text.substring(at + 2, at + QUESTION).strip();
                List<String> lines = text.startsWith("D1", at) ? erase(key) : find(key);
                lines.forEach(records::append);
                count += lines.size();
            }
            boolean later = busy > 0 && busy-- > 0;
            String head = (later ? "08" : count == 0 ? "04" : "00")
                    + String.format("%05d", later ? 0 : count + (wrongCount ? 1 : 0));
            byte[] reply = spoiling.apply((head + (later ? "" : records)).getBytes(CODE_PAGE));
            Runnable send = () -> send(message, reply);
            if (silent) {
                heldBack.add(send);
            } else {
                send.run();
            }
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> find(String nationalId) {
        return policies.entrySet().stream()
                .filter(policy -> policy.getValue()[0].equals(nationalId) != wrongPerson)
                .map(policy -> String.format(
                        "%-10s%-11s%-30s%9s%-8s",
                        policy.getKey(),
                        policy.getValue()[0],
                        policy.getValue()[1],
                        policy.getValue()[2],
                        policy.getValue()[3]))
                .toList();
    }

    private List<String> erase(String policy) {
        if (!deaf) {
            policies.remove(policy);
        }
        return List.of(String.format("%-10s%-2s", policy, "OK"));
    }

    private void send(Message question, byte[] reply) {
        try {
            BytesMessage answer = session.createBytesMessage();
            answer.writeBytes(reply);
            answer.setJMSCorrelationID(question.getJMSCorrelationID());
            answer.setStringProperty("CamelJmsDestinationName", "STOLEN");
            synchronized (producer) {
                producer.send(question.getJMSReplyTo(), answer);
            }
        } catch (JMSException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
            broker.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
