package org.holdfast.agent.config.words;

import java.time.Duration;
import java.util.List;
import org.holdfast.agent.config.table.ChoiceType;
import org.holdfast.agent.config.table.DurationType;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.ListType;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.table.Section;
import org.holdfast.agent.config.table.TextType;
import org.holdfast.vrrp.Authentication.HmacTrailer;

/** The keys of the authentication of adverts. */
public final class AuthenticationKeywords {

  public enum AuthenticationKind {
    NONE,
    PASS,
    AH,
    HMAC
  }

  public static final Key<AuthenticationKind> AUTHENTICATION_TYPE =
      Key.required(
          "type",
          ChoiceType.of("none", AuthenticationKind.NONE, "pass", AuthenticationKind.PASS)
              .or("ah", AuthenticationKind.AH)
              .or("hmac", AuthenticationKind.HMAC),
          "pass and ah work only with version 2 over IPv4; hmac is the trailer of keepalived"
              + " 2.4.2");
  public static final Key<String> PASSWORD =
      Key.optional(
          "password",
          TextType.upTo(64, "a password of at most 8 bytes").secret(),
          "required for pass and ah",
          "the shared password; only the first 8 bytes of its UTF-8 count, as in keepalived");
  public static final Key<Long> HMAC_KEY_ID =
      Key.required("id", NumberType.from(0, 255), "the number by which adverts refer to the key");
  public static final Key<String> SECRET =
      Key.required(
          "secret",
          TextType.upTo(4096, "32 to 64 characters, hex:DIGITS or file:PATH").secret(),
          "32 to 64 bytes: as ASCII, as hex:DIGITS, or as file:PATH for a file that holds one of"
              + " these");
  private static final Section HMAC_KEY =
      Section.of("hmac key", "A secret that all routers share.", HMAC_KEY_ID, SECRET);
  public static final Key<List<Entry<Fields>>> HMAC_KEYS =
      Key.optional(
          "keys",
          ListType.ofSome(HMAC_KEY),
          "required for hmac",
          "the secrets; list more than one while you replace a key by another");
  public static final Key<Long> ACTIVE_KEY =
      Key.derived(
          "active-key",
          NumberType.from(0, 255),
          "the first of the keys",
          "the id of the key that signs our adverts");
  public static final Key<HmacTrailer.Mode> HMAC_MODE =
      Key.standard(
          "mode",
          ChoiceType.of(
                  "enforce", HmacTrailer.Mode.ENFORCE, "permissive", HmacTrailer.Mode.PERMISSIVE)
              .or("receive-only", HmacTrailer.Mode.RECEIVE_ONLY),
          "enforce",
          "enforce rejects unsigned adverts; permissive accepts them; receive-only accepts them and"
              + " does not sign our own");
  public static final Key<HmacTrailer.AntiReplay> ANTI_REPLAY =
      Key.standard(
          "anti-replay",
          ChoiceType.of(
              "time", HmacTrailer.AntiReplay.TIME, "monotonic", HmacTrailer.AntiReplay.MONOTONIC),
          "time",
          "time: the sender's clock must agree with ours; monotonic: only the sender's sequence"
              + " numbers must grow");
  public static final Key<Duration> TIME_WINDOW =
      Key.derived(
          "time-window",
          DurationType.from(Duration.ofSeconds(1), Duration.ofSeconds(300)),
          "three advertisement intervals, but at least 5s and at most 300s",
          "how far the sender's clock may differ from ours");
  public static final Key<Fields> AUTHENTICATION =
      Key.optional(
          "authentication",
          Section.of(
              "authentication",
              "How a router proves that an advert is its own.",
              AUTHENTICATION_TYPE,
              PASSWORD,
              HMAC_KEYS,
              ACTIVE_KEY,
              HMAC_MODE,
              ANTI_REPLAY,
              TIME_WINDOW),
          "none",
          "how a router proves that an advert is its own");

  private AuthenticationKeywords() {}
}
