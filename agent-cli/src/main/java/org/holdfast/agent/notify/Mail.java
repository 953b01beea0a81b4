package org.holdfast.agent.notify;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Properties;
import org.holdfast.health.stream.TlsSuites;
import org.holdfast.net.Printable;
import org.holdfast.time.ClockTime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends notices by SMTP; notices of the same second share one mail. The mail library is loaded with
 * the first mail, and callers never wait. Thread-safe.
 */
final class Mail implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Mail.class);

  private static final Duration GATHER = Duration.ofSeconds(1);
  private static final int MOST_IN_ONE = 200;
  private static final int ATTEMPTS = 8;
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
  private static final int STEPS = 4;

  private final MailConfig config;
  private final String routerId;
  private final Clock clock;
  private final Outbox<Letter> outbox;
  private volatile String lastRefusal = "";

  /** A notice and its time. */
  private record Letter(Notice news, Date at) {}

  /**
   * @param routerId the director's name in subjects
   * @param clock gives the mails their times
   */
  Mail(MailConfig config, String routerId, Duration stopWait, Clock clock) {
    this.config = config;
    this.routerId = routerId;
    this.clock = clock;
    var limit = config.timeout().multipliedBy(STEPS);
    outbox =
        new Outbox<>(
            "Mail to " + config.server(),
            new Outbox.Terms(GATHER, MOST_IN_ONE, limit, ATTEMPTS, FIRST_PAUSE, stopWait),
            this::send);
  }

  /** Queues a notice. Never blocks. */
  void report(Notice news) {
    outbox.report(new Letter(news, Date.from(clock.instant())));
  }

  /** Discards pending mails. Never blocks. */
  void abandon() {
    outbox.abandon();
  }

  /**
   * Ends this sender, which another one replaces, after its pending mails are sent. Never blocks.
   */
  void retire() {
    outbox.retire();
  }

  @Override
  public void close() {
    outbox.close();
  }

  private void send(List<Letter> letters, long lost)
      throws IOException, GeneralSecurityException, MessagingException {
    var session = Session.getInstance(properties());
    var message = new MimeMessage(session);
    message.setFrom(new InternetAddress(config.from()));
    for (var to : config.to()) {
      message.addRecipient(Message.RecipientType.TO, new InternetAddress(to));
    }
    message.setSubject(Printable.of(subject(letters)), StandardCharsets.UTF_8.name());
    message.setSentDate(letters.getLast().at());
    message.setText(
        Printable.lines(text(letters, lost).replace("\r\n", "\n")).replace("\n", "\r\n"),
        StandardCharsets.UTF_8.name());
    message.saveChanges();
    try (var transport = session.getTransport("smtp")) {
      transport.connect(config.server(), config.port(), config.username(), password());
      transport.sendMessage(message, message.getAllRecipients());
      lastRefusal = "";
    } catch (SendFailedException e) {
      if (e.getValidSentAddresses() == null || e.getValidSentAddresses().length == 0) {
        throw e;
      }
      logRefused(e);
    }
  }

  /**
   * Logs the recipients that the relay refused. The other recipients have received the mail and do
   * not get it again.
   */
  private void logRefused(SendFailedException failure) {
    var refused = new ArrayList<String>();
    for (var addresses :
        Arrays.asList(failure.getInvalidAddresses(), failure.getValidUnsentAddresses())) {
      if (addresses != null) {
        Arrays.stream(addresses).map(Address::toString).forEach(refused::add);
      }
    }
    var words = refused + ": " + lastWords(failure);
    if (!words.equals(lastRefusal)) {
      lastRefusal = words;
      log.warn("The mail relay refuses {}; the other recipients get their mail", words);
    }
  }

  private static String lastWords(MessagingException failure) {
    var words = String.valueOf(failure.getMessage());
    for (Exception at = failure.getNextException();
        at != null;
        at = at instanceof MessagingException next ? next.getNextException() : null) {
      words = String.valueOf(at.getMessage());
    }
    return words.strip().replaceAll("\\p{Cntrl}+", " ");
  }

  private String subject(List<Letter> letters) {
    var first = "[" + routerId + "] " + letters.getFirst().news().subject();
    return letters.size() == 1 ? first : first + " and " + (letters.size() - 1) + " more";
  }

  private static String text(List<Letter> letters, long lost) {
    var text = new StringBuilder();
    if (lost > 0) {
      text.append(lost).append(" earlier notices are lost.\r\n\r\n");
    }
    for (var letter : letters) {
      text.append(ClockTime.of(letter.at().toInstant()))
          .append(' ')
          .append(letter.news().subject());
      text.append("\r\n").append(letter.news().meaning()).append("\r\n\r\n");
    }
    return text.toString();
  }

  private @Nullable String password() throws IOException {
    return config.passwordFile() == null
        ? null
        : Files.readString(Path.of(config.passwordFile())).strip();
  }

  private Properties properties() throws IOException, GeneralSecurityException {
    var timeout = Long.toString(config.timeout().toMillis());
    var properties = new Properties();
    properties.setProperty("mail.smtp.connectiontimeout", timeout);
    properties.setProperty("mail.smtp.timeout", timeout);
    properties.setProperty("mail.smtp.writetimeout", timeout);
    properties.put("mail.smtp.socketFactory", new BoundedSockets());
    properties.setProperty("mail.smtp.socketFactory.fallback", "false");
    properties.setProperty("mail.smtp.localhost", config.helo());
    properties.setProperty("mail.from", config.from());
    // A recipient that the relay refuses must not prevent the delivery to the others.
    properties.setProperty("mail.smtp.sendpartial", "true");
    properties.setProperty("mail.smtp.auth", Boolean.toString(config.username() != null));
    switch (config.security()) {
      case NONE -> {}
      case STARTTLS -> properties.setProperty("mail.smtp.starttls.required", "true");
      case TLS -> properties.setProperty("mail.smtp.ssl.enable", "true");
    }
    if (!config.security().equals(MailConfig.Security.NONE)) {
      properties.setProperty("mail.smtp.starttls.enable", "true");
      properties.put(
          "mail.smtp.ssl.socketFactory",
          new BoundedSockets.Tls(Trust.context(config.trust()).getSocketFactory()));
      properties.setProperty("mail.smtp.ssl.socketFactory.fallback", "false");
      properties.setProperty("mail.smtp.ssl.ciphersuites", String.join(" ", TlsSuites.standard()));
      properties.setProperty(
          "mail.smtp.ssl.checkserveridentity", Boolean.toString(!config.trust().insecure()));
    }
    return properties;
  }
}
