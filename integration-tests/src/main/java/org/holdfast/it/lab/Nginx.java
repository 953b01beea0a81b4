package org.holdfast.it.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/** Debian's nginx on a node: one process that serves the files of one directory. */
public final class Nginx implements AutoCloseable {
  private final Node node;
  private final Path directory;
  private @Nullable Daemon daemon;

  /** Creates the only nginx of a node without starting it. */
  public Nginx(Node node) {
    this.node = node;
    directory = node.lab().directory().resolve("nginx-" + node);
    try {
      Files.createDirectories(directory.resolve("www"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the directory for all files that the configuration refers to. */
  public Path directory() {
    return directory;
  }

  /**
   * Starts nginx.
   *
   * @param servers blocks in the syntax of nginx, one for each server
   */
  public void start(String servers) {
    write("nginx.conf", configuration(servers));
    start();
  }

  private String configuration(String servers) {
    return """
    daemon off;
    master_process off;
    pid %1$s/nginx.pid;
    error_log stderr warn;
    events {}
    http {
      access_log off;
      default_type text/plain;
      root %1$s/www;
      client_body_temp_path %1$s/body;
      proxy_temp_path %1$s/proxy;
      fastcgi_temp_path %1$s/fastcgi;
      scgi_temp_path %1$s/scgi;
      uwsgi_temp_path %1$s/uwsgi;
    %2$s}
    """
        .formatted(directory, servers.indent(2));
  }

  /** Starts nginx again with the same configuration. */
  public void start() {
    daemon = node.start("nginx", "-c", directory.resolve("nginx.conf").toString());
  }

  /** Kills nginx: nothing listens on its ports afterwards. */
  public void kill() {
    if (daemon != null) {
      daemon.kill();
    }
  }

  /** Ends nginx and starts it again, so that it reads certificates and configuration again. */
  public void restart() {
    kill();
    start();
  }

  /** Serves a text under a path; replaces the file atomically. */
  public void publish(String path, String text) {
    write("www" + path, text);
  }

  /** Removes the file under a path. */
  public void withdraw(String path) {
    try {
      Files.delete(directory.resolve("www" + path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file of nginx atomically. */
  public void write(String file, String text) {
    try {
      var target = directory.resolve(file);
      Files.createDirectories(target.getParent());
      var whole = Files.writeString(target.resolveSibling(target.getFileName() + ".new"), text);
      Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the output of nginx. */
  public String log() {
    return daemon == null ? "" : daemon.log();
  }

  @Override
  public void close() {
    kill();
  }
}
