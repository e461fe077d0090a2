"""Every module has a test in the mirrored tree."""

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PACKAGE = TESTS.parent / "fsp"

ELSEWHERE = {
    "exporting/book_addresses.py": "exporting/test_chapter_numbers.py",
    "exporting/book_cover.py": "exporting/test_epub.py",
    "exporting/epub_contents.py": "exporting/test_epub.py",
    "exporting/formats.py": "exporting/test_build.py",
    "exporting/pdf/compile.py": "exporting/pdf/test_book.py",
    "exporting/pdf/paper.py": "exporting/pdf/test_book.py",
    "exporting/pdf/notes.py": "exporting/pdf/test_typst_code.py",
    "exporting/pdf/tables.py": "exporting/pdf/test_typst_code.py",
    "importing/formats/converted.py": "importing/formats/test_wordpress.py",
    "importing/formats/wordpress_text.py": "importing/formats/test_wordpress.py",
    "importing/formats/html_page.py": "importing/formats/test_pages.py",
    "importing/formats/medium.py": "importing/formats/test_pages.py",
    "importing/formats/notion.py": "importing/formats/test_pages.py",
    "importing/formats/epub.py": "importing/formats/test_books.py",
    "importing/formats/word.py": "importing/formats/test_books.py",
    "content/exact_file.py": "exporting/test_post_file.py",
    "destinations/post_files": "destinations/test_folder.py",
    "destinations/s3": "destinations/s3/test_platform.py",
    "destinations/sftp": "destinations/sftp/test_platform.py",
    "destinations/ssh": "destinations/sftp/test_platform.py",
    "destinations/site_images.py": "destinations/webhook/test_platform.py",
    "destinations/webhook": "destinations/webhook/test_platform.py",
    "destinations/contract.py": "destinations/test_catalogue.py",
    "destinations/lookup.py": "destinations/test_accounts.py",
    "cli/destination_settings.py": "cli/test_destinations.py",
    "web/destinations/form_pages.py": "web/destinations/test_pages.py",
    "web/destinations/forms.py": "web/destinations/test_pages.py",
    "web/destinations/schemas.py": "web/destinations/test_api.py",
    **dict.fromkeys(
        (f"destinations/mastodon/{name}.py" for name in ("account", "check", "media", "status")),
        "destinations/mastodon/test_platform.py",
    ),
    **dict.fromkeys(
        (
            f"destinations/bluesky/{name}.py"
            for name in ("account", "blobs", "check", "facets", "record", "record_key", "session")
        ),
        "destinations/bluesky/test_platform.py",
    ),
    **dict.fromkeys(
        (f"destinations/forem/{name}.py" for name in ("account", "article", "check", "markdown")),
        "destinations/forem/test_platform.py",
    ),
    "destinations/session_store.py": "destinations/bluesky/test_platform.py",
    "destinations/encode_image.py": "destinations/test_images.py",
    **dict.fromkeys(
        (
            f"destinations/ghost/{name}.py"
            for name in ("api", "images", "platform", "post_fields", "stored_posts", "tags")
        ),
        "destinations/ghost/test_behaviours.py",
    ),
    "destinations/ghost/blocks.py": "destinations/ghost/test_cards.py",
    "destinations/image_name.py": "destinations/wordpress/test_behaviours.py",
    "destinations/wordpress": "destinations/wordpress/test_behaviours.py",
    "models/destination.py": "migrations/test_migrations.py",
    "inspection/one_job.py": "inspection/test_jobs.py",
    "metrics/current_counters.py": "metrics/test_counters.py",
    "web/idempotency_header.py": "web/items/test_content_api.py",
    "web/items/content_schemas.py": "web/items/test_content_api.py",
    "jobs/step_store.py": "jobs/test_durable_step.py",
    "queueing/kept_results.py": "bulk/test_again_from_step.py",
    "worker/children.py": "worker/test_worker.py",
    "worker/finish_arguments.py": "worker/test_job_fetcher.py",
    "worker/log_entry.py": "worker/test_history_archiver.py",
    "metrics/buckets.py": "metrics/test_counters.py",
    "metrics/tally.py": "metrics/test_event_log.py",
    "worker/new_version.py": "worker/test_worker.py",
    "worker/outage.py": "worker/test_refused_redis.py",
    "worker/rq_record.py": "worker/test_rq_tools.py",
    "gates/controls.py": "gates/test_gate.py",
    "gates/pauses.py": "gates/test_gate.py",
    "alerts/attempt.py": "alerts/test_deliver.py",
    "alerts/candidate.py": "alerts/test_judge.py",
    "alerts/channels/channel.py": "alerts/channels/test_webhook.py",
    "alerts/claim.py": "alerts/test_deliver.py",
    "alerts/decision.py": "alerts/test_decide.py",
    "alerts/episodes.py": "alerts/test_evaluate.py",
    "alerts/watch_state.py": "alerts/test_machine.py",
    "alerts/message.py": "alerts/test_wording.py",
    "alerts/notice_rows.py": "alerts/test_outbox.py",
    "alerts/run_evaluation.py": "handlers/test_health_check.py",
    "alerts/try_channel.py": "cli/test_alerts.py",
    "app.py": "web/test_headers.py",
    "cli/processes.py": "test_entry_points.py",
    "setting_types.py": "test_settings.py",
    "errors.py": "web/test_error_handlers.py",
    "models": "migrations/test_migrations.py",
    "audit/action.py": "web/access/test_permissions.py",
    "backup": "backup/test_restore.py",
    "cli/release.py": "schedules/test_hold.py",
    "dead_letters/bring_back.py": "handlers/test_older_database.py",
    "queueing/proof.py": "handlers/test_older_database.py",
    "queueing/older_database.py": "handlers/test_older_database.py",
    "queueing/turned_back.py": "handlers/test_older_database.py",
    "cli/acting.py": "cli/test_audit.py",
    "bulk/hand.py": "bulk/test_dead_letters.py",
    "bulk/jobs.py": "bulk/test_run.py",
    "bulk/subject.py": "bulk/test_catalogue.py",
    "dead_letters/arguments.py": "dead_letters/test_replay.py",
    "content/document.py": "content/test_front_matter.py",
    "content/images/svg_values.py": "content/images/test_svg.py",
    "exporting/chapter_elements.py": "exporting/test_chapter.py",
    "exporting/exported_project.py": "exporting/test_gather.py",
    "importing/import_post.py": "importing/test_import_posts.py",
    "content/header_values.py": "content/test_header_fields.py",
    "content/rendering/shortcode_html.py": "content/rendering/test_shortcodes.py",
    "content/header.py": "content/test_front_matter.py",
    "content/images/parsed.py": "content/images/test_clean.py",
    "content/images/svg_attributes.py": "content/images/test_svg.py",
    "content/images/turn.py": "content/images/test_clean.py",
    **dict.fromkeys(
        (f"content/images/{name}.py" for name in ("avif", "exif", "gif", "jpeg", "png", "webp")),
        "content/images/test_formats.py",
    ),
    "content/header_load.py": "content/test_header_split.py",
    "cli/context.py": "cli/test_main.py",
    "cli/up/command.py": "cli/up/test_up.py",
    "cli/gunicorn_server.py": "cli/test_web.py",
    "cli/up/tied.py": "cli/up/test_process.py",
    "handlers": "handlers/test_handlers.py",
    "schedules/catalogue.py": "handlers/test_catalogue.py",
    "history/job_query.py": "history/test_job_filter.py",
    "history/rows.py": "history/test_search.py",
    "importing/apply.py": "importing/test_identity.py",
    "importing/file_values.py": "importing/test_merge.py",
    "importing/images.py": "importing/test_import_posts.py",
    "importing/target_project.py": "importing/test_identity.py",
    "web/schema.py": "web/test_openapi.py",
    "web/alerts/response_schemas.py": "web/test_openapi.py",
    **{f"web/{path.parent.name}/schemas.py": "web/test_openapi.py" for path in PACKAGE.glob("web/*/schemas.py")},
    "web/imports/views.py": "web/imports/test_pages.py",
    "conditions/limits.py": "health/test_stores.py",
    "conditions/collect_day.py": "targets/test_read.py",
    "health/infrastructure_facts.py": "web/overview/test_pages.py",
    "conditions/rules": "conditions/test_problems.py",
    "conditions/facts": "conditions/test_problems.py",
    "conditions/finding.py": "conditions/test_problems.py",
    "conditions/rule.py": "conditions/test_catalogue.py",
    "conditions/snapshot.py": "conditions/test_problems.py",
    "schedules/runs.py": "conditions/test_schedules.py",
    "conditions/system_facts.py": "conditions/test_queue_words.py",
    "conditions/work.py": "conditions/test_queue_words.py",
    "jobs/priority.py": "jobs/test_registry.py",
    "performance/costs.py": "web/performance/test_pages.py",
    "performance/current.py": "performance/test_runs.py",
    "performance/track.py": "performance/test_tracking.py",
    "metrics/stored_sketch.py": "metrics/test_sketch.py",
    "importing/upload_state.py": "importing/test_run_upload.py",
    "performance/stored.py": "performance/test_runs.py",
    "performance/suspects.py": "performance/test_runs.py",
    "publishing/backfill.py": "publishing/test_hand_out.py",
    "publishing/bring.py": "publishing/test_deliver.py",
    "publishing/destination_label.py": "publishing/test_deliver.py",
    "publishing/hold.py": "publishing/test_hand_out.py",
    "publishing/mark_published.py": "publishing/test_deliver.py",
    "publishing/material.py": "publishing/test_publish_item.py",
    "publishing/outstanding.py": "publishing/test_hand_out.py",
    "publishing/post_links.py": "publishing/test_remote_post.py",
    "publishing/publish_on_site.py": "publishing/test_publish_item.py",
    "publishing/record.py": "publishing/test_deliver.py",
    "publishing/removal.py": "publishing/test_deliver.py",
    "publishing/build_request.py": "publishing/test_purge.py",
    "publishing/glance.py": "web/test_views.py",
    "publishing/project_list.py": "web/test_views.py",
    "content/lookup.py": "web/test_views.py",
    "publishing/site/platform.py": "destinations/test_catalogue.py",
    **dict.fromkeys(
        (
            f"publishing/site/{name}.py"
            for name in (
                "clear",
                "entry_line",
                "list_pages",
                "lookups",
                "manifest",
                "manifest_file",
                "mark",
                "power_cut",
                "sitemap",
            )
        ),
        "publishing/site/test_build.py",
    ),
    "publishing/site/write_pages.py": "publishing/site/test_build.py",
    "jobs/progress.py": "jobs/test_run_context.py",
    "jobs/job_reading.py": "inspection/test_jobs.py",
    "queueing/duplicates.py": "inspection/test_duplicates.py",
    "queueing/enqueue_call.py": "queueing/test_enqueue.py",
    "inspection/flow_samples.py": "inspection/test_flow.py",
    "queueing/blocker.py": "conditions/test_explain.py",
    "targets/values.py": "targets/test_catalogue.py",
    **dict.fromkeys(
        (f"security/secret_{name}.py" for name in ("assignments", "formats", "names", "values", "words")),
        "security/test_redaction.py",
    ),
    "redis_ops/keys.py": "redis_ops/test_scripts.py",
    "redis_ops/metric_keys.py": "redis_ops/test_scripts.py",
    "redis_ops/rq_keys.py": "redis_ops/test_scripts.py",
    "web/rerender.py": "web/test_second_person.py",
    "web/access/permissions.py": "web/test_second_person.py",
    "web/audit/api.py": "web/audit/test_pages.py",
    "web/access/audit_trail.py": "web/access/test_permissions.py",
    "web/metrics/http_families.py": "web/metrics/test_api.py",
    "web/metrics/job_families.py": "web/metrics/test_api.py",
    "web/metrics/queue_families.py": "web/metrics/test_api.py",
    "web/metrics/state_families.py": "web/metrics/test_api.py",
    "web/metrics/exposition.py": "web/metrics/test_api.py",
    "web/alerts/channel_pages.py": "web/alerts/test_pages.py",
    "web/alerts/silence_pages.py": "web/alerts/test_pages.py",
    "web/api_document/api.py": "web/test_openapi.py",
    "web/jobs/enqueue_api.py": "web/jobs/test_api.py",
    "web/jobs/new_job.py": "web/test_openapi.py",
    "web/health_watch.py": "web/health/test_api.py",
    "files/requests.py": "web/test_views.py",
    "web/dead_letters/views.py": "web/test_views.py",
    "web/deploys/views.py": "web/test_views.py",
    "web/items/views.py": "web/test_views.py",
    "web/job_types/job_type_view.py": "web/test_views.py",
    "web/job_types/views.py": "web/test_views.py",
    "web/jobs/job_page.py": "web/test_views.py",
    "web/jobs/job_view.py": "web/test_views.py",
    **dict.fromkeys(
        (
            f"conditions/{name}.py"
            for name in ("beginnings", "collect", "collect_memory", "collect_runs", "collect_slots", "system")
        ),
        "web/overview/test_pages.py",
    ),
    "problems": "web/overview/test_pages.py",
    "web/overview/queue_lines.py": "web/overview/test_pages.py",
    "web/job_types/type_lines.py": "web/job_types/test_pages.py",
    "search/result.py": "search/test_find.py",
    "search/schema.py": "web/search/test_api.py",
    "problems/verdict.py": "web/overview/test_pages.py",
    "problems/last.py": "web/test_tab_state.py",
    "web/theme.py": "web/settings/test_preference_pages.py",
    "web/items/action_pages.py": "web/items/test_pages.py",
    "web/search/places.py": "web/search/test_results.py",
    "web/overview/views.py": "web/overview/test_pages.py",
    "web/performance/views.py": "web/test_views.py",
    "publishing/item_list.py": "web/test_views.py",
    "web/projects/views.py": "web/test_views.py",
    "web/settings/views.py": "web/test_views.py",
    "web/workers/views.py": "web/test_views.py",
    "worker/child_work.py": "worker/test_worker.py",
    "worker/loop.py": "worker/test_worker.py",
    "worker/interval.py": "worker/test_maintenance.py",
    "worker/unfinished.py": "worker/test_worker.py",
    "writing/chat.py": "writing/test_generate.py",
    "writing/openai_compatible.py": "writing/test_generate.py",
    "writing/writer.py": "writing/test_outline.py",
}
"""Modules, or whole folders, that are tested together with another module."""

MODULES = sorted(
    path.relative_to(PACKAGE).as_posix()
    for path in PACKAGE.rglob("*.py")
    if path.name != "__init__.py" and "_bundle" not in path.parts
)


@pytest.mark.parametrize("module", MODULES)
def test_a_module_has_its_test(module: str) -> None:
    path = Path(module)
    beside = TESTS / path.parent / f"test_{path.name}"
    elsewhere = ELSEWHERE.get(module) or next((ELSEWHERE[str(p)] for p in path.parents if str(p) in ELSEWHERE), None)
    # The data of a page is tested with the page.
    with_page = TESTS / path.parent / "test_pages.py" if path.match("web/*/views.py") else beside

    assert beside.is_file() or with_page.is_file() or (elsewhere and (TESTS / elsewhere).is_file()), (
        f"write {beside.relative_to(TESTS.parent)}"
    )


@pytest.mark.parametrize("module", ELSEWHERE)
def test_no_exception_is_left_over(module: str) -> None:
    assert (PACKAGE / module).exists()
