// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/shlex.hpp>

#include <concur/errors.hpp>

#include <boost/throw_exception.hpp>

#include <algorithm>

namespace concur::shlex {
namespace {

bool one_of(char c, std::string_view set)
{
    return set.find(c) != std::string_view::npos;
}

// Splits text with the state machine of Python's shlex: the part that split()
// needs.
class lexer
{
public:
    lexer(std::string_view text, bool comments, bool posix)
        : rest_(text), comments_(comments), posix_(posix)
    {
    }

    std::vector<std::string> words()
    {
        while (!rest_.empty())
        {
            char const c = rest_.front();
            rest_.remove_prefix(1);
            switch (state_)
            {
            case state::space:
                in_space(c);
                break;
            case state::word:
                in_word(c);
                break;
            case state::quotes:
                in_quotes(c);
                break;
            case state::escape:
                in_escape(c);
                break;
            }
        }
        if (state_ == state::quotes)
        {
            boost::throw_exception(ValueError("No closing quotation"));
        }
        if (state_ == state::escape)
        {
            boost::throw_exception(ValueError("No escaped character"));
        }
        end_word();
        return std::move(words_);
    }

private:
    enum class state
    {
        space,
        word,
        quotes,
        escape
    };

    void in_space(char c)
    {
        if (one_of(c, " \t\r\n"))
        {
            return;
        }
        if (comments_ && c == '#')
        {
            skip_line();
        }
        else if (posix_ && c == '\\')
        {
            begin_escape(state::word);
        }
        else if (one_of(c, "'\""))
        {
            begin_quotes(c);
        }
        else
        {
            word_ += c;
            state_ = state::word;
        }
    }

    void in_word(char c)
    {
        if (one_of(c, " \t\r\n"))
        {
            end_word();
        }
        else if (comments_ && c == '#')
        {
            skip_line();
            // Without posix_, the word continues after the comment, as in
            // Python.
            if (posix_)
            {
                end_word();
            }
        }
        else if (posix_ && one_of(c, "'\""))
        {
            begin_quotes(c);
        }
        else if (posix_ && c == '\\')
        {
            begin_escape(state::word);
        }
        else
        {
            word_ += c;
        }
    }

    void in_quotes(char c)
    {
        if (c == quote_)
        {
            if (posix_)
            {
                state_ = state::word;
            }
            else
            {
                word_ += c;
                end_word();
            }
        }
        else if (posix_ && c == '\\' && quote_ == '"')
        {
            begin_escape(state::quotes);
        }
        else
        {
            word_ += c;
        }
    }

    void in_escape(char c)
    {
        if (after_escape_ == state::quotes && c != '\\' && c != quote_)
        {
            word_ += '\\';
        }
        word_ += c;
        state_ = after_escape_;
    }

    void begin_quotes(char c)
    {
        quoted_ = true;
        quote_ = c;
        state_ = state::quotes;
        if (!posix_)
        {
            word_ += c;
        }
    }

    void begin_escape(state after)
    {
        after_escape_ = after;
        state_ = state::escape;
    }

    void skip_line()
    {
        auto const end = rest_.find('\n');
        rest_.remove_prefix(end == std::string_view::npos ? rest_.size()
                                                          : end + 1);
    }

    void end_word()
    {
        if (!word_.empty() || quoted_)
        {
            words_.push_back(std::move(word_));
        }
        word_.clear();
        quoted_ = false;
        state_ = state::space;
    }

    std::string_view rest_;
    bool comments_;
    bool posix_;
    state state_ = state::space;
    state after_escape_ = state::word;
    char quote_ = 0;
    bool quoted_ = false; // the word has quotes, so it counts even if empty
    std::string word_;
    std::vector<std::string> words_;
};

bool harmless(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || one_of(c, "_@%+=:,./-");
}

template<class Words>
std::string join_words(Words const& words)
{
    std::string out;
    bool first = true;
    for (std::string_view const word : words)
    {
        if (!first)
        {
            out += ' ';
        }
        first = false;
        out += quote(word);
    }
    return out;
}

} // namespace

std::vector<std::string> split(std::string_view s, bool comments, bool posix)
{
    return lexer(s, comments, posix).words();
}

std::string quote(std::string_view s)
{
    if (!s.empty() && std::ranges::all_of(s, harmless))
    {
        return std::string(s);
    }
    std::string out = "'";
    for (char const c : s)
    {
        if (c == '\'')
        {
            out += "'\"'\"'";
        }
        else
        {
            out += c;
        }
    }
    return out + "'";
}

std::string join(std::span<std::string const> words)
{
    return join_words(words);
}

std::string join(std::initializer_list<std::string_view> words)
{
    return join_words(words);
}

} // namespace concur::shlex
