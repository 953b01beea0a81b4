package org.holdfast.agent.config.keepalived;

import java.util.List;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.words.AuthenticationKeywords;

/** The blocks {@code authentication} and {@code auth_hmac} of an instance. */
final class InstanceAuthentication {

  private static final Vocabulary AUTHENTICATION =
      Vocabulary.of("authentication")
          .keep(
              AuthenticationKeywords.AUTHENTICATION.then(
                  AuthenticationKeywords.AUTHENTICATION_TYPE),
              "auth_type")
          .keep(
              AuthenticationKeywords.AUTHENTICATION.then(AuthenticationKeywords.PASSWORD),
              "auth_pass");

  private static final Vocabulary TRAILER =
      Vocabulary.of("auth_hmac")
          .carry(
              Becomes.described(
                  AuthenticationKeywords.AUTHENTICATION
                      .then(AuthenticationKeywords.HMAC_KEYS)
                      .path(),
                  AuthenticationKeywords.HMAC_KEY_ID,
                  AuthenticationKeywords.SECRET),
              "key",
              InstanceAuthentication::key)
          .same(AuthenticationKeywords.ACTIVE_KEY, "active_key")
          .same(AuthenticationKeywords.ANTI_REPLAY, "anti_replay")
          .wholeSeconds(AuthenticationKeywords.TIME_WINDOW, "time_window")
          .same(AuthenticationKeywords.HMAC_MODE, "mode");

  private InstanceAuthentication() {}

  /** Returns the vocabularies of the blocks. */
  static List<Vocabulary> inner() {
    return List.of(AUTHENTICATION, TRAILER);
  }

  /** Reads an {@code authentication} block. */
  static void authentication(Scope scope, Statement block) {
    var inner = scope.with(new Mapping(block.place()));
    AUTHENTICATION.read(block.block(), inner);
    var type = inner.said("auth_type");
    var password = inner.said("auth_pass");
    var word = type == null ? "" : type.word(1);
    boolean known = word.equals("PASS") || word.equals("AH");
    if (type == null || !known || password == null || password.word(1).isEmpty()) {
      scope.repaired(
          block.place(),
          known
              ? "authentication without a password; ignored"
              : "unknown authentication type '" + word + "'; ignored");
    } else if (!"hmac".equals(scope.out().text("authentication.type"))) {
      scope.out().put("authentication.type", type.place(1), word.equals("AH") ? "ah" : "pass");
      scope.out().put("authentication.password", password.place(1), password.word(1));
    }
  }

  private static void key(Scope scope, Statement s) {
    var key = new Mapping(s.place());
    key.put("id", scope.number(s, 1, 0, 255));
    key.put("secret", s.place(2), s.word(2));
    if (key.has("id")) {
      scope.out().add("keys", key);
    }
  }

  /** Reads an {@code auth_hmac} block, which counts more than {@code authentication}. */
  static void trailer(Scope scope, Statement block) {
    var out = new Mapping(block.place());
    out.put("type", block.place(), "hmac");
    TRAILER.read(block.block(), scope.with(out));
    scope.out().put("authentication", out);
  }

  /** Leaves out what version 3 does not have. */
  static void authenticationOf(Scope scope, int version) {
    var type = scope.out().text("authentication.type");
    if (type != null && !type.equals("hmac") && version == 3) {
      scope.remarked(
          scope.out().place(), "VRRP version 3 has no PASS or AH authentication; ignored");
      scope.out().remove("authentication");
    }
  }
}
