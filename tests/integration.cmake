# Tests of the whole program: Python scripts, one CTest test each, labelled by their folder. They run the
# program of this build; HORQIN_CLANG in the environment names one built by clang, to compare with.
function(horqin_integration_test script label)
  get_filename_component(name "${script}" NAME_WE)
  string(REGEX REPLACE "^test_" "" name "${name}")
  set(title "${label}/${name}")
  add_test(NAME ${title} COMMAND /usr/bin/python3 -B "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/${script}")
  set_tests_properties(${title} PROPERTIES LABELS ${label} TIMEOUT 600
    ENVIRONMENT "HORQIN=$<TARGET_FILE:horqin>;OMPI_ALLOW_RUN_AS_ROOT=1;OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1")
endfunction()

horqin_integration_test(invariance/test_invariance.py invariance)
horqin_integration_test(restart/test_restart.py restart)
horqin_integration_test(restart/test_branch.py restart)
horqin_integration_test(cli/test_configurations.py cli)
horqin_integration_test(cli/test_commands.py cli)
horqin_integration_test(cli/test_progress.py cli)
horqin_integration_test(cli/test_draws.py cli)
horqin_integration_test(cli/test_lists.py cli)
horqin_integration_test(cli/test_odd.py cli)
horqin_integration_test(cli/test_schema.py cli)
horqin_integration_test(cli/test_measure.py cli)
horqin_integration_test(cli/test_measure_time.py cli)
horqin_integration_test(cli/test_estimate.py cli)
horqin_integration_test(tutorial/test_tutorial.py cli)
horqin_integration_test(conservation/test_conservation.py conservation)
horqin_integration_test(conservation/test_audit.py conservation)
horqin_integration_test(faults/test_faults.py faults)
horqin_integration_test(golden/test_golden.py golden)
horqin_integration_test(python/test_series.py series)
horqin_integration_test(python/test_region.py table)
horqin_integration_test(python/test_sources.py table)
horqin_integration_test(region/test_region.py region)
horqin_integration_test(region/test_policies.py region)
horqin_integration_test(region/test_ningxia.py region)
horqin_integration_test(region/test_money.py region)
horqin_integration_test(region/test_people.py region)
horqin_integration_test(theory/test_overstocking.py theory)
horqin_integration_test(theory/test_relief.py theory)
horqin_integration_test(theory/test_poverty_trap.py theory)
horqin_integration_test(python/test_figures.py figures)
horqin_integration_test(sweep/test_sweep.py sweep)
horqin_integration_test(sweep/test_experiments.py sweep)
horqin_integration_test(slurm/test_slurm.py slurm)
horqin_integration_test(trajectories/test_trajectories.py trajectories)
horqin_integration_test(survey/test_survey.py survey)
horqin_integration_test(fit/test_fit.py fit)
horqin_integration_test(frozen/test_frozen.py frozen)
horqin_integration_test(frozen/test_reach.py frozen)
horqin_integration_test(effects/test_effects.py frozen)
horqin_integration_test(replay/test_replay.py replay)
horqin_integration_test(effects/test_policy_effects.py effects)
horqin_integration_test(effects/test_phase_in.py effects)
horqin_integration_test(effects/test_lens.py effects)
horqin_integration_test(compare/test_compare_command.py compare)

# The library behind `horqin compare`, printed row by row: what the test works out anew.
add_executable(compare_rows compare/rows.c)
target_include_directories(compare_rows PRIVATE "${CMAKE_SOURCE_DIR}")
target_link_libraries(compare_rows PRIVATE horqin_compare)
horqin_integration_test(compare/test_pairs.py compare)
set_tests_properties(compare/pairs PROPERTIES ENVIRONMENT
  "HORQIN=$<TARGET_FILE:horqin>;COMPARE_ROWS=$<TARGET_FILE:compare_rows>;OMPI_ALLOW_RUN_AS_ROOT=1;OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1")

# Seconds of a core, roughly: the longest begin first where nothing has been measured yet, so that none of them ends alone.
# Those that run ranks or threads wait for files and starts about as long as they keep a second core busy: they count as one.
set_tests_properties(replay/replay region/policies effects/policy_effects frozen/reach PROPERTIES COST 120)
set_tests_properties(cli/estimate region/region restart/restart restart/branch invariance/invariance trajectories/trajectories sweep/sweep
  slurm/slurm figures/figures fit/fit conservation/conservation theory/poverty_trap region/people PROPERTIES COST 60)
set_tests_properties(sweep/experiments conservation/audit frozen/effects effects/phase_in faults/faults frozen/frozen series/series
  table/sources theory/overstocking cli/schema region/ningxia theory/relief survey/survey table/region
  unit/models/livelihoods/test_technique_policy PROPERTIES COST 20)

# In the check build the whole model runs under the watch on declared columns, to the same hashes.
if(HORQIN_CHECK_COLUMNS)
  set_tests_properties(golden/golden unit/sim/test_hidden PROPERTIES LABELS columns)
endif()

# Hours: dieharder's battery over the draws; its table is docs/randomness.md.
add_test(NAME long/randomness COMMAND "${CMAKE_SOURCE_DIR}/scripts/randomness" "${CMAKE_BINARY_DIR}")
set_tests_properties(long/randomness PROPERTIES LABELS long TIMEOUT 43200 PROCESSORS 2)

# A minute or more: a thousand scenarios, and how busy they keep the cores; its numbers are in docs/speed.md.
add_test(NAME long/sweep COMMAND /usr/bin/python3 -B "${CMAKE_CURRENT_LIST_DIR}/sweep/test_sweep.py" --thousand)
set_tests_properties(long/sweep PROPERTIES LABELS long TIMEOUT 1800 PROCESSORS 2
  ENVIRONMENT "HORQIN=$<TARGET_FILE:horqin>")

# Builds the program with the tutorial's policy in it: minutes.
add_test(NAME long/tutorial COMMAND /usr/bin/python3 -B "${CMAKE_CURRENT_LIST_DIR}/tutorial/test_tutorial.py" --build)
set_tests_properties(long/tutorial PROPERTIES LABELS long TIMEOUT 3600 PROCESSORS 2
  ENVIRONMENT "HORQIN=$<TARGET_FILE:horqin>")

# The Slurm templates under a real Slurm of one node (skipped where there is none, or without root).
add_test(NAME long/slurm COMMAND /usr/bin/python3 -B "${CMAKE_CURRENT_LIST_DIR}/slurm/test_slurm.py" --real)
set_tests_properties(long/slurm PROPERTIES LABELS long TIMEOUT 900 PROCESSORS 2
  ENVIRONMENT "HORQIN=$<TARGET_FILE:horqin>")
