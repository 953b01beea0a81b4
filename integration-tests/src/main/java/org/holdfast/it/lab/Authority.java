package org.holdfast.it.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A certificate authority of the lab's own, by Debian's openssl: PEM files in a folder. */
public final class Authority {
  /** Of every bundle. */
  static final String PASSWORD = "lab";

  private static final List<String> EC = List.of("ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");

  private static final String VALID_DAYS = "2";

  /** The one below 0 that openssl takes: the end lies a day back. */
  private static final String EXPIRED_DAYS = "-1";

  private final Path directory;

  /** Its root certificate is made at once. */
  public Authority(Path directory) {
    this.directory = directory;
    selfSigned("ca", "Holdfast Lab");
  }

  /** The root certificate. */
  public Path root() {
    return certificate("ca");
  }

  /** Where the certificate of this name is. */
  public Path certificate(String name) {
    return directory.resolve(name + ".pem");
  }

  /** Where its key is. */
  public Path key(String name) {
    return directory.resolve(name + ".key");
  }

  /**
   * Signs a certificate.
   *
   * @param alternative whom it is for, as in {@code DNS:www.example.com}
   */
  public void issue(String name, String alternative) {
    issue(name, alternative, VALID_DAYS, EC);
  }

  /** Signs one with an RSA key. */
  public void issueRsa(String name, String alternative) {
    issue(name, alternative, VALID_DAYS, List.of("rsa:2048"));
  }

  /** Signs one whose time is over. */
  public void issueExpired(String name, String alternative) {
    issue(name, alternative, EXPIRED_DAYS, EC);
  }

  private void issue(String name, String alternative, String days, List<String> key) {
    var request = directory.resolve(name + ".csr").toString();
    var asked = new ArrayList<>(List.of("req", "-new", "-newkey"));
    asked.addAll(key);
    asked.addAll(
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
    openssl(asked.toArray(String[]::new));
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

  /** A certificate that nobody but its owner vouches for. */
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

  /** Certificate and key of this name in one file, PKCS 12, for {@link ScriptedServer}. */
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
    Command.run(command);
  }
}
