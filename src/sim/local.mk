# src/sim: the simulator of the national service, a program of its own (shares base, text and sign)
bin_PROGRAMS += src/sim/yagensim
src_sim_yagensim_SOURCES = \
	src/sim/check.c \
	src/sim/folder.c \
	src/sim/main.c \
	src/sim/operations.c \
	src/sim/scenario.c \
	src/sim/sim.h \
	src/sim/world.c
src_sim_yagensim_LDADD = libyg.la libygleaf.la $(DEPS_LIBS) $(PCSC_LIBS) $(SIGN_LIBS)
dist_man_MANS += docs/man/yagensim.8
