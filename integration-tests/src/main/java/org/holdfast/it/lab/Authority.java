package org.holdfast.it.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A certificate authority for the lab, made with Debian's openssl; it keeps PEM files in a
 * directory.
 */
public final class Authority {
  /** The password of every bundle. */
  static final String PASSWORD = "lab";

  private static final List<String> EC = List.of("ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");

  private static final String VALID_DAYS = "2";

  /** The only value below 0 that openssl accepts: the validity ended a day ago. */
  private static final String EXPIRED_DAYS = "-1";

  private final Path directory;

  /** Creates the authority and its root certificate. */
  public Authority(Path directory) {
    this.directory = directory;
    selfSigned("ca", "Holdfast Lab");
  }

  /** Returns the file of the root certificate. */
  public Path root() {
    return certificate("ca");
  }

  /** Returns the file of the certificate with this name. */
  public Path certificate(String name) {
    return directory.resolve(name + ".pem");
  }

  /** Returns the file of the key with this name. */
  public Path key(String name) {
    return directory.resolve(name + ".key");
  }

  /**
   * Issues a certificate.
   *
   * @param alternative the subject alternative name, for example {@code DNS:www.example.com}
   */
  public void issue(String name, String alternative) {
    issue(name, alternative, VALID_DAYS, EC);
  }

  /** Issues a certificate with an RSA key. */
  public void issueRsa(String name, String alternative) {
    issue(name, alternative, VALID_DAYS, List.of("rsa:2048"));
  }

  /** Issues a certificate that has expired. */
  public void issueExpired(String name, String alternative) {
    issue(name, alternative, EXPIRED_DAYS, EC);
  }

  private void issue(String name, String alternative, String days, List<String> key) {
    var request = directory.resolve(name + ".csr").toString();
    var arguments = new ArrayList<>(List.of("req", "-new", "-newkey"));
    arguments.addAll(key);
    arguments.addAll(
        List.of(
            "-nodes",
            "-subj",
            "/CN=" + name,
            "-addext",
            "subjectAltName=" + alternative,
            "-keyout",
            key(name).toString(),
            "-out",
            request));
    openssl(arguments.toArray(String[]::new));
    openssl(
        "x509",
        "-req",
        "-in",
        request,
        "-CA",
        root().toString(),
        "-CAkey",
        key("ca").toString(),
        "-CAcreateserial",
        "-copy_extensions",
        "copy",
        "-days",
        days,
        "-out",
        certificate(name).toString());
  }

  /** Creates a self-signed certificate. */
  public void selfSigned(String name, String commonName) {
    openssl(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-subj",
        "/CN=" + commonName,
        "-addext",
        "subjectAltName=DNS:" + commonName.replace(' ', '-'),
        "-days",
        VALID_DAYS,
        "-keyout",
        key(name).toString(),
        "-out",
        certificate(name).toString());
  }

  /**
   * Returns a PKCS 12 file with the certificate and the key of this name, for {@link
   * ScriptedServer}.
   */
  public Path bundle(String name) {
    var bundle = directory.resolve(name + ".p12");
    openssl(
        "pkcs12",
        "-export",
        "-passout",
        "pass:" + PASSWORD,
        "-inkey",
        key(name).toString(),
        "-in",
        certificate(name).toString(),
        "-out",
        bundle.toString());
    return bundle;
  }

  private static void openssl(String... arguments) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    LabCommand.run(command);
  }
}
