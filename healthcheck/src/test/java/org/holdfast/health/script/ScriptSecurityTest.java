package org.holdfast.health.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.health.script.Scripts.assumeRealRoot;
import static org.holdfast.health.script.Scripts.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.holdfast.health.script.ScriptSecurity.Finding;
import org.holdfast.health.script.ScriptSecurity.Finding.Allowed;
import org.holdfast.health.script.ScriptSecurity.Finding.Refused;
import org.holdfast.linux.RunAs;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScriptSecurityTest {

  @TempDir private Path directory;
  private Path script = Path.of("/");

  @BeforeEach
  void writeScript() throws IOException {
    mode(directory, "rwxr-xr-x");
    script = script(Files.createDirectories(directory.resolve("a/b")), "check.sh", "exit 0");
  }

  @Test
  void allowsFilesThatOnlyTheirOwnerCanChange() {
    assertThat(check(script + "", "x y")).isEqualTo(new Allowed(List.of(script + "", "x y")));
  }

  @Test
  void findsAPlainNameInTheUsualPlaces() {
    assertThat(check("true"))
        .isInstanceOfSatisfying(
            Allowed.class,
            it -> assertThat(it.argv()).hasSize(1).first().asString().endsWith("/true"));
    assertThat(refusal("no-such-program-here")).startsWith("no-such-program-here: not found in [");
    assertThat(refusal("bin/true"))
        .isEqualTo("bin/true: expected an absolute path, or a name without a slash");
    assertThat(refusal("")).isEqualTo("the command is empty");
  }

  @Test
  void namesTheDirectoryThatEveryoneCanWrite() throws IOException {
    mode(directory.resolve("a"), "rwxrwxrwx");
    assertThat(refusal(script + ""))
        .isEqualTo(script + ": " + directory.resolve("a") + " is writable by everyone");
  }

  @Test
  void allowsOurDirectoryBelowAStickyOneButNoProgramDirectlyInIt() throws IOException {
    mode(directory.resolve("a"), "rwxrwxrwx");
    Files.setAttribute(directory.resolve("a"), "unix:mode", 01777);
    assertThat(check(script + "")).isInstanceOf(Allowed.class);
    var loose = script(directory.resolve("a"), "loose.sh", "exit 0");
    assertThat(refusal(loose + ""))
        .isEqualTo(
            loose
                + ": "
                + directory.resolve("a")
                + " is a directory in which others can make files, sticky or not");
  }

  @Test
  void checksAgainBeforeEachRun() throws IOException {
    var argv = List.of(script + "", "MASTER");
    assertThat(ScriptSecurity.objection(argv)).isEmpty();
    mode(script, "rwxr-xrwx");
    assertThat(ScriptSecurity.objection(argv))
        .contains(script + ": " + script + " is writable by everyone");
    Files.delete(script);
    assertThat(ScriptSecurity.objection(argv)).as("the run itself will tell").isEmpty();
  }

  @Test
  void checksTheProgramThatAnotherUserRuns() throws IOException {
    assumeRealRoot();
    var nobody = RunAs.user("nobody").orElseThrow();
    var argv = nobody.command(List.of(script + "", "--", "x"), false);
    assertThat(ScriptSecurity.objection(argv)).isEmpty();
    Files.setAttribute(script, "unix:uid", nobody.uid());
    assertThat(ScriptSecurity.objection(argv)).isEmpty();
    Files.setAttribute(script, "unix:uid", 4321);
    assertThat(ScriptSecurity.objection(argv)).isPresent();
  }

  @Test
  void needsNoSetprivForTheAgentsOwnUser() throws IOException {
    assumeRealRoot();
    assertThat(check(List.of(script + ""), "root", null))
        .isEqualTo(new Allowed(List.of(script + "")));
  }

  @Test
  void namesTheFileThatEveryoneCanWrite() throws IOException {
    mode(script, "rwxr-xrwx");
    assertThat(refusal(script + "")).isEqualTo(script + ": " + script + " is writable by everyone");
  }

  @Test
  void namesTheDirectoryThatAGroupCanWrite() throws IOException {
    assumeRealRoot();
    mode(directory.resolve("a/b"), "rwxrwxr-x");
    assertThat(check(script + "")).isInstanceOf(Allowed.class);
    Files.setAttribute(directory.resolve("a/b"), "unix:gid", 4321);
    assertThat(refusal(script + ""))
        .isEqualTo(
            script + ": " + directory.resolve("a/b") + " is writable by its group, gid 4321");
  }

  @Test
  void namesTheComponentThatAnotherUserOwns() throws IOException {
    assumeRealRoot();
    Files.setAttribute(directory.resolve("a"), "unix:uid", 4321);
    assertThat(refusal(script + ""))
        .isEqualTo(
            script
                + ": "
                + directory.resolve("a")
                + " belongs to uid 4321, which is neither root nor the script's user");
  }

  @Test
  void followsSymbolicLinks() throws IOException {
    var safe = Files.createDirectory(directory.resolve("safe"));
    var link = Files.createSymbolicLink(safe.resolve("link.sh"), Path.of("../a/./b/check.sh"));
    var absolute = Files.createSymbolicLink(safe.resolve("absolute"), directory.resolve("a"));
    assertThat(check(link + "")).isEqualTo(new Allowed(List.of(link + "")));
    assertThat(check(absolute + "/b/check.sh")).isInstanceOf(Allowed.class);
    mode(directory.resolve("a"), "rwxrwxrwx");
    assertThat(refusal(link + ""))
        .isEqualTo(link + ": " + directory.resolve("a") + " is writable by everyone");
    assertThat(refusal(absolute + "/b/check.sh")).endsWith("/a is writable by everyone");
  }

  @Test
  void refusesCyclesOfSymbolicLinks() throws IOException {
    var loop = directory.resolve("loop");
    Files.createSymbolicLink(loop, Path.of("loop"));
    assertThat(refusal(loop + "")).isEqualTo(loop + ": too many symbolic links");
  }

  @Test
  void refusesAMissingFile() {
    var missing = directory.resolve("missing.sh");
    assertThat(refusal(missing + "")).isEqualTo(missing + ": no such file");
  }

  @Test
  void refusesAFileThatIsNotExecutable() throws IOException {
    assertThat(refusal(directory + "")).isEqualTo(directory + ": not a regular file");
    mode(script, "rw-r--r--");
    assertThat(refusal(script + "")).isEqualTo(script + ": not executable");
  }

  @Test
  void refusesUnknownUsersAndGroups() {
    assertThat(check(List.of("true"), "no-such-user-here", null))
        .isEqualTo(new Refused("user no-such-user-here: no such user"));
    assertThat(check(List.of("true"), "root", "no-such-group-here"))
        .isEqualTo(new Refused("group no-such-group-here: no such group"));
    assertThat(check(List.of("true"), null, "root"))
        .isEqualTo(new Refused("group root without a user"));
  }

  @Test
  void anotherUsersCommandHasThatUsersGroupsOnlyIfWanted() throws IOException {
    assumeRealRoot();
    var all = ScriptSecurity.check(List.of("/bin/true"), "nobody", null, true);
    var one = ScriptSecurity.check(List.of("/bin/true"), "nobody", null, false);
    assertThat(((Allowed) all).argv()).contains("--init-groups").doesNotContain("--clear-groups");
    assertThat(((Allowed) one).argv()).contains("--clear-groups").doesNotContain("--init-groups");
  }

  @Test
  void runsAsTheUserThroughSetpriv() throws IOException {
    assumeRealRoot();
    var nobody = RunAs.user("nobody").orElseThrow();
    var plain = new Allowed(nobody.command(List.of(script + ""), false));
    assertThat(check(List.of(script + ""), "nobody", null)).isEqualTo(plain);
    Files.setAttribute(script, "unix:uid", nobody.uid());
    assertThat(check(List.of(script + ""), "nobody", null)).isEqualTo(plain);
    assertThat(check(script + "")).isInstanceOf(Refused.class);
    mode(script, "r--r-xr-x");
    assertThat(check(List.of(script + ""), "nobody", null))
        .isEqualTo(new Refused(script + ": not executable"));
  }

  private static Finding check(String... command) {
    return check(List.of(command), null, null);
  }

  private static Finding check(
      List<String> command, @Nullable String user, @Nullable String group) {
    return ScriptSecurity.check(command, user, group, false);
  }

  private static String refusal(String... command) {
    return ((Refused) check(command)).why();
  }

  private static void mode(Path path, String mode) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }
}
