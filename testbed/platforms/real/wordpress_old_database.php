<?php
// Gives a site the character set of databases of before 2015, which has no emoji. Arguments: folder, address.
[, $folder, $address] = $argv;
$_SERVER['HTTP_HOST'] = parse_url($address, PHP_URL_HOST) . ':' . parse_url($address, PHP_URL_PORT);
$_SERVER['REQUEST_URI'] = parse_url($address, PHP_URL_PATH) . '/';
$_SERVER['REMOTE_ADDR'] = '127.0.0.1';
require "$folder/wp-load.php";
global $wpdb;
$wpdb->query("SET sql_mode = ''");
foreach ([$wpdb->posts, $wpdb->postmeta, $wpdb->terms, $wpdb->term_taxonomy] as $table) {
    $wpdb->query("ALTER TABLE $table CONVERT TO CHARACTER SET utf8");
}
