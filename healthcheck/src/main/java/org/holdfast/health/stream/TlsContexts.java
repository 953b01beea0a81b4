package org.holdfast.health.stream;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.holdfast.health.Target;
import org.holdfast.health.TlsSettings;

/**
 * The TLS contexts for {@link TlsSettings}: certificates and keys are read once, and again when
 * their files change. Thread-safe; files are read on the workers.
 *
 * <p>The JDK may resume a session for up to five minutes, which saves most of a handshake's
 * computation. A replaced certificate is therefore noticed within that time; an expired certificate
 * is noticed at once, and after a change of files there are no sessions to resume.
 */
final class TlsContexts {

  /** The result for a set of terms. */
  sealed interface Found {}

  /** A context that can be used as long as the files do not change. */
  record Usable(SslContext context, List<Stamp> stamps) implements Found {

    /** Creates an engine for one connection. */
    SSLEngine engine(TlsSettings terms, Target target, String applicationProtocol) {
      var name = terms.serverName() == null ? target.address().toString() : terms.serverName();
      var engine = context.newEngine(null, name, target.port());
      var parameters = engine.getSSLParameters();
      parameters.setServerNames(
          terms.serverName() == null ? List.of() : List.of(new SNIHostName(terms.serverName())));
      if (!applicationProtocol.isEmpty()) {
        parameters.setApplicationProtocols(new String[] {applicationProtocol});
      }
      engine.setSSLParameters(parameters);
      return engine;
    }
  }

  /** The agent's own files are faulty. */
  record Unusable(String words) implements Found {}

  /** A file's state when it was read. */
  record Stamp(Path file, long modifiedMillis, long size, String key) {}

  private static final Duration RESUME_FOR = Duration.ofMinutes(5);

  // Weak, so that terms which a reload has removed are forgotten.
  private final Map<TlsSettings, Usable> known = Collections.synchronizedMap(new WeakHashMap<>());
  private final Executor workers;

  TlsContexts(Executor workers) {
    this.workers = workers;
  }

  /** Finds the context for the terms, and delivers it on a worker. */
  void find(TlsSettings terms, Consumer<Found> then) {
    try {
      workers.execute(() -> then.accept(find(terms)));
    } catch (RejectedExecutionException closing) {
      then.accept(new Unusable("the probes are closed"));
    }
  }

  private Found find(TlsSettings terms) {
    try {
      var stamps = stamps(terms);
      var before = known.get(terms);
      if (before != null && before.stamps.equals(stamps)) {
        return before;
      }
      var made = new Usable(context(terms), stamps);
      known.put(terms, made);
      return made;
    } catch (NoSuchFileException e) {
      return new Unusable(e.getFile() + ": No such file or directory");
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      return new Unusable(
          "TLS cannot be set up: " + (e.getMessage() == null ? e.toString() : e.getMessage()));
    }
  }

  private static List<Stamp> stamps(TlsSettings terms) throws IOException {
    var files = new ArrayList<Path>();
    if (terms.verify()) {
      TrustedRoots.file(terms.caFile()).ifPresent(files::add);
    }
    if (terms.certificateFile() != null && terms.keyFile() != null) {
      files.add(Path.of(terms.certificateFile()));
      files.add(Path.of(terms.keyFile()));
    }
    var stamps = new ArrayList<Stamp>();
    for (var file : files) {
      var seen = Files.readAttributes(file, BasicFileAttributes.class);
      stamps.add(
          new Stamp(
              file,
              seen.lastModifiedTime().toMillis(),
              seen.size(),
              String.valueOf(seen.fileKey())));
    }
    return stamps;
  }

  private static SslContext context(TlsSettings terms)
      throws IOException, GeneralSecurityException {
    var builder =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .ciphers(TlsSuites.offered(terms.legacy()), SupportedCipherSuiteFilter.INSTANCE)
            .sessionTimeout(RESUME_FOR.toSeconds())
            .endpointIdentificationAlgorithm(terms.verify() ? "HTTPS" : null);
    if (terms.verify()) {
      builder.trustManager(trust(terms));
    } else {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    }
    if (terms.certificateFile() != null && terms.keyFile() != null) {
      var key = PrivateKeyFile.read(Path.of(terms.keyFile()), terms.keyPassword());
      builder.keyManager(key, chain(Path.of(terms.certificateFile())));
    }
    return builder.build();
  }

  private static X509Certificate[] chain(Path file) throws IOException, GeneralSecurityException {
    try (var in = Files.newInputStream(file)) {
      var chain = new ArrayList<X509Certificate>();
      for (var certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        chain.add((X509Certificate) certificate);
      }
      if (chain.isEmpty()) {
        throw new GeneralSecurityException(file + " has no certificate in it");
      }
      return chain.toArray(X509Certificate[]::new);
    }
  }

  private static TrustManager trust(TlsSettings terms)
      throws IOException, GeneralSecurityException {
    return Arrays.stream(TrustedRoots.managers(TrustedRoots.file(terms.caFile())))
        .filter(X509ExtendedTrustManager.class::isInstance)
        .map(judge -> new ServerTrust((X509ExtendedTrustManager) judge))
        .findFirst()
        .orElseThrow(() -> new GeneralSecurityException("the JDK has no judge of certificates"));
  }
}
