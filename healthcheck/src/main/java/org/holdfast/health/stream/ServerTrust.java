package org.holdfast.health.stream;

import java.net.Socket;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a server's certificate by the JDK's rules, and explains a failure in words that an
 * operator can act on. Called by the handshake's tasks, on a worker.
 */
final class ServerTrust extends X509ExtendedTrustManager {

  private final X509ExtendedTrustManager judge;

  ServerTrust(X509ExtendedTrustManager judge) {
    this.judge = judge;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    try {
      judge.checkServerTrusted(chain, authType, engine);
    } catch (CertificateException e) {
      throw new CertificateException(words(chain, engine.getPeerHost(), e), e);
    }
  }

  /**
   * Why the certificate of a session is outside its validity; null when it is valid, or there is
   * none. A resumed session does not present the certificate again, so it may have expired since.
   */
  static @Nullable String expiry(SSLSession session) {
    Certificate[] chain;
    try {
      chain = session.getPeerCertificates();
    } catch (SSLPeerUnverifiedException e) {
      return null;
    }
    if (chain.length == 0 || !(chain[0] instanceof X509Certificate own)) {
      return null;
    }
    try {
      own.checkValidity();
      return null;
    } catch (CertificateExpiredException e) {
      return expired(own);
    } catch (CertificateNotYetValidException e) {
      return notYet(own);
    }
  }

  private static String words(
      X509Certificate[] chain, @Nullable String wanted, CertificateException refusal) {
    boolean aboutThePath = false;
    for (Throwable at = refusal; at != null; at = at.getCause()) {
      if (at instanceof CertPathValidatorException path) {
        aboutThePath = true;
        var at0 = chain[Math.clamp(path.getIndex(), 0, chain.length - 1)];
        if (path.getReason() == BasicReason.EXPIRED) {
          return expired(at0);
        }
        if (path.getReason() == BasicReason.NOT_YET_VALID) {
          return notYet(at0);
        }
      }
      aboutThePath |= at instanceof java.security.cert.CertPathBuilderException;
    }
    if (aboutThePath) {
      boolean bySelf = chain[0].getIssuerX500Principal().equals(chain[0].getSubjectX500Principal());
      return "certificate is not signed by a trusted authority"
          + (bySelf ? ", but by itself" : ", but by " + chain[0].getIssuerX500Principal());
    }
    return refusal.getCause() == null
        ? "certificate is for " + String.join(", ", names(chain[0])) + ", not for " + wanted
        : "certificate is refused: " + refusal.getMessage();
  }

  private static String expired(X509Certificate certificate) {
    return "certificate expired on " + day(certificate.getNotAfter());
  }

  private static String notYet(X509Certificate certificate) {
    return "certificate is not valid before " + day(certificate.getNotBefore());
  }

  private static LocalDate day(Date date) {
    return LocalDate.ofInstant(date.toInstant(), ZoneOffset.UTC);
  }

  /** The DNS names and addresses, or the common name when there are none; at most ten. */
  private static List<String> names(X509Certificate certificate) {
    var names = new ArrayList<String>();
    try {
      var alternatives = certificate.getSubjectAlternativeNames();
      for (var name : alternatives == null ? List.<List<?>>of() : alternatives) {
        boolean dnsOrAddress = name.getFirst() instanceof Integer kind && (kind == 2 || kind == 7);
        if (dnsOrAddress && names.size() < 10) {
          names.add(String.valueOf(name.get(1)));
        }
      }
    } catch (CertificateParsingException e) {
      return List.of("names that cannot be read");
    }
    return names.isEmpty() ? List.of(commonName(certificate)) : names;
  }

  private static String commonName(X509Certificate certificate) {
    try {
      for (var part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        if (part.getType().equalsIgnoreCase("CN")) {
          return String.valueOf(part.getValue());
        }
      }
    } catch (InvalidNameException e) {
      return "a name that cannot be read";
    }
    return "no name";
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return judge.getAcceptedIssuers();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType) {
    throw new UnsupportedOperationException("without an engine there is no name to look for");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
    throw new UnsupportedOperationException("probes use engines");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
    throw new UnsupportedOperationException("probes are clients");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType) {
    throw new UnsupportedOperationException("probes are clients");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
    throw new UnsupportedOperationException("probes are clients");
  }
}
