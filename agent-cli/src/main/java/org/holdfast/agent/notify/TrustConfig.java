package org.holdfast.agent.notify;

import org.jspecify.annotations.Nullable;

/**
 * The certificates that TLS trusts.
 *
 * @param ca a PEM file of certificates; null for the system's
 * @param insecure whether every certificate is trusted
 */
public record TrustConfig(@Nullable String ca, boolean insecure) {

  /** The system's certificates. */
  public static final TrustConfig STANDARD = new TrustConfig(null, false);
}
