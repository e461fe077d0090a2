<?php
// Empties WordPress between two tests: posts, media, terms. Arguments: folder, permalink structure.
[, $folder, $permalinks] = $argv;
$_SERVER['HTTP_HOST'] = 'localhost';
require "$folder/wp-load.php";
global $wpdb;
foreach (['posts', 'postmeta', 'term_relationships'] as $table) {
    $wpdb->query("DELETE FROM {$wpdb->prefix}$table");
}
$wpdb->query("DELETE FROM {$wpdb->prefix}term_taxonomy WHERE term_id <> 1");
$wpdb->query("DELETE FROM {$wpdb->prefix}terms WHERE term_id <> 1");
$GLOBALS['wp_rewrite']->set_permalink_structure($permalinks);
flush_rewrite_rules();
