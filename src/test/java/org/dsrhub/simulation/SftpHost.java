package org.dsrhub.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/** An SFTP server of a partner: one account with a password, one folder, a host key of its own. */
public final class SftpHost implements AutoCloseable {
    private final Path root;
    private final Path knownHosts;
    private final String user;
    private volatile String password;
    private volatile PublicKey clientKey;
    private final SshServer server;
    private final KeyPair ownKey;
    private final TcpGate gate;

    /** @param folder gets the partner's files in {@code files/} and {@code known_hosts} */
    public SftpHost(String name, Path folder, String user, String password, String... folders) {
        this.user = user;
        this.password = password;
        root = folder.resolve("files");
        knownHosts = folder.resolve("known_hosts");
        try {
            for (String each : folders) {
                Files.createDirectories(root.resolve(each));
            }
            ownKey = hostKey();
            server = SshServer.setUpDefaultServer();
            server.setHost("127.0.0.1");
            server.setPort(0);
            server.setKeyPairProvider(KeyPairProvider.wrap(ownKey));
            server.setPasswordAuthenticator((who, secret, session) -> user.equals(who) && this.password.equals(secret));
            server.setPublickeyAuthenticator(
                    (who, key, session) -> user.equals(who) && KeyUtils.compareKeys(key, clientKey));
            server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
            server.setFileSystemFactory(new VirtualFileSystemFactory(root.toAbsolutePath()));
            server.start();
            gate = new TcpGate(name, server.getPort());
            Files.writeString(
                    knownHosts,
                    "[127.0.0.1]:" + gate.port() + " " + PublicKeyEntry.toString(ownKey.getPublic()) + "\n",
                    StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static KeyPair hostKey() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Shows another key than {@link #knownHosts()} names, as a server in its place would, and ends all sessions. */
    public void impostor(boolean value) {
        server.setKeyPairProvider(KeyPairProvider.wrap(value ? hostKey() : ownKey));
        gate.down(true);
        gate.down(false);
    }

    /** From now on only another password opens the account; whoever is in is shown out. */
    public void changePassword(String other) {
        password = other;
        gate.down(true);
        gate.down(false);
    }

    /** Lets in who has that key as well. */
    public void admit(PublicKey key) {
        clientKey = key;
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return gate.port();
    }

    public String user() {
        return user;
    }

    public String password() {
        return password;
    }

    /** A file in the format of OpenSSH that names this server's key. */
    public Path knownHosts() {
        return knownHosts;
    }

    /** The folder that a client sees as {@code /}. */
    public Path root() {
        return root;
    }

    public TcpGate gate() {
        return gate;
    }

    @Override
    public void close() {
        gate.close();
        try {
            server.stop(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
