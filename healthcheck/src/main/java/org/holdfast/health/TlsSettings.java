package org.holdfast.health;

import org.jspecify.annotations.Nullable;

/**
 * A probe's TLS settings.
 *
 * @param verify whether the server's certificate must chain to a trusted root and be issued for
 *     {@code serverName}
 * @param caFile PEM file of trusted roots; null for the system's
 * @param certificateFile PEM chain for client authentication; null for none, and then {@code
 *     keyFile} is null too
 * @param keyFile private key of {@code certificateFile}, in PEM
 * @param keyPassword the password of an encrypted key; null if the key is not encrypted
 * @param serverName sent as SNI and compared with the certificate; null sends none, and the
 *     certificate must be for the address
 * @param closeNotify whether closing without close_notify is a failure (keepalived's tls_compliant)
 * @param legacy whether the cipher suites with RSA key exchange, which Java disables by default,
 *     are offered too
 */
public record TlsSettings(
    boolean verify,
    @Nullable String caFile,
    @Nullable String certificateFile,
    @Nullable String keyFile,
    @Nullable String keyPassword,
    @Nullable String serverName,
    boolean closeNotify,
    boolean legacy) {

  /** Settings with a key that is not encrypted, and with the cipher suites that Java allows. */
  public TlsSettings(
      boolean verify,
      @Nullable String caFile,
      @Nullable String certificateFile,
      @Nullable String keyFile,
      @Nullable String serverName,
      boolean closeNotify) {
    this(verify, caFile, certificateFile, keyFile, null, serverName, closeNotify, false);
  }

  /** The same settings with another server name. */
  public TlsSettings named(String name) {
    return new TlsSettings(
        verify, caFile, certificateFile, keyFile, keyPassword, name, closeNotify, legacy);
  }
}
